#!/usr/bin/python3
import cgi
import smtplib
import sys

RECIPIENTS = {"sales": "sales@example.jp", "support": "support@example.jp"}

form = cgi.FieldStorage()
key = form.getfirst("dept", "")
if key not in RECIPIENTS:
    print("Status: 400 Bad Request\nContent-Type: text/plain\n\nNo such department")
    sys.exit()
to = RECIPIENTS[key]
head = f"From: webmaster@example.jp\nTo: {to}\nSubject: Question\n\n"
with smtplib.SMTP("localhost") as server:
    server.sendmail("webmaster@example.jp", to, head + form.getfirst("text", ""))
print("Content-Type: text/plain\n\nSent")
