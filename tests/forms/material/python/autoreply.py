#!/usr/bin/python3
import cgi
import re
import smtplib
import sys
from email.message import EmailMessage

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


def compose(to, subject, text):
    msg = EmailMessage()
    msg["From"] = "form@example.jp"
    msg["To"] = to
    msg["Subject"] = subject
    msg.set_content(text)
    return msg


def main():
    form = cgi.FieldStorage()
    email = form.getfirst("email", "")
    text = form.getfirst("text", "")
    if not ADDRESS.fullmatch(email):
        print("Content-Type: text/plain\n\nInvalid address")
        sys.exit(0)
    with smtplib.SMTP("localhost") as server:
        server.send_message(compose("office@example.jp", "Enquiry", text))
        server.send_message(compose(email, "Your enquiry", f"You wrote:\n\n{text}"))
    print("Content-Type: text/plain\n\nSent")


if __name__ == "__main__":
    main()
