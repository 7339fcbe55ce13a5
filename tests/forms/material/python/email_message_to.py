#!/usr/bin/python3
import cgi
import smtplib
from email.message import EmailMessage

form = cgi.FieldStorage()
msg = EmailMessage()
msg["From"] = "form@example.jp"
msg["To"] = form.getfirst("to")
msg["Subject"] = "An article for you"
msg.set_content("Please read http://www.example.jp/article\n")
with smtplib.SMTP("localhost") as server:
    server.send_message(msg)
print("Content-Type: text/plain\n\nSent")
