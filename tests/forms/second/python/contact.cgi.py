#!/usr/bin/env python
import cgi
import smtplib

form = cgi.FieldStorage()
name = form.getvalue("name", "")
email = form.getvalue("email", "")
message = form.getvalue("message", "")

print("Content-Type: text/html\n")
if not name or not email:
    print("<p>Please fill in name and e-mail.</p>")
else:
    TO = "info@pottery-barnaby.example"
    text = "From: %s <%s>\r\nTo: %s\r\nSubject: Contact form\r\n\r\n%s" % (name, email, TO, message)
    server = smtplib.SMTP("localhost")
    server.sendmail("www@pottery-barnaby.example", [TO], text)
    server.quit()
    print("<p>Thank you!</p>")
