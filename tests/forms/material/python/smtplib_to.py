#!/usr/bin/python3
import cgi
import smtplib
from email.mime.text import MIMEText

form = cgi.FieldStorage()
to = form.getfirst("to", "")
msg = MIMEText(form.getfirst("text", ""))
msg["Subject"] = "A message for you"
msg["From"] = "webmaster@example.jp"
msg["To"] = to

server = smtplib.SMTP("localhost")
server.sendmail("webmaster@example.jp", [to], msg.as_string())
server.quit()
print("Content-Type: text/plain\n\nSent")
