#!/usr/bin/python3
import cgi
import smtplib
from email.mime.text import MIMEText

form = cgi.FieldStorage()
msg = MIMEText(form.getfirst("text", ""))
msg["Subject"] = form.getfirst("subject", "")
msg["From"] = "webmaster@example.jp"
msg["To"] = "office@example.jp"
msg["Reply-To"] = form.getfirst("email", "")

with smtplib.SMTP("localhost") as server:
    server.sendmail("webmaster@example.jp", ["office@example.jp"], msg.as_string())
print("Content-Type: text/plain\n\nSent")
