#!/usr/bin/env python3
import cgi
import smtplib

TO = ["press@example.com", "office@example.com"]
TEMPLATE = """\
From: %(email)s
To: %(to)s
Subject: %(subject)s
Content-Type: text/plain; charset=utf-8

%(text)s
"""

form = cgi.FieldStorage()
values = {"to": ", ".join(TO)}
for key in ("email", "subject", "text"):
    values[key] = form.getvalue(key, "")
print("Content-Type: text/html\n")
if not values["email"] or not values["text"]:
    print("<p>Something is missing.</p>")
else:
    server = smtplib.SMTP("127.0.0.1")
    server.sendmail("www@example.com", TO, (TEMPLATE % values).encode("utf-8"))
    server.quit()
    print("<p>OK</p>")
