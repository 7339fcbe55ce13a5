#!/usr/bin/python3
import cgi
import re
import smtplib
from email.message import EmailMessage

THANKS = "Thank you for your enquiry.\nWe answer within two days.\n"


def compose(to, subject, text):
    msg = EmailMessage()
    msg["From"] = "form@example.jp"
    msg["To"] = to
    msg["Subject"] = subject
    msg.set_content(text)
    return msg


form = cgi.FieldStorage()
email = form.getfirst("email", "")
if re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", email):
    with smtplib.SMTP("localhost") as server:
        server.send_message(compose("office@example.jp", "Enquiry", form.getfirst("text", "")))
        server.send_message(compose(email, "Your enquiry", THANKS))
print("Content-Type: text/plain\n\nSent")
