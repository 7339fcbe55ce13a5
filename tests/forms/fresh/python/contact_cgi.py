#!/usr/bin/env python3
import cgi
import html
import smtplib
from email.message import EmailMessage

RECIPIENT = "office@example.com"
PAGE = """Content-Type: text/html; charset=utf-8

<!DOCTYPE html>
<html><head><title>Contact</title></head><body>
<p>{note}</p>
<form method="post">
<input name="name" value="{name}"><input name="email" value="{email}">
<textarea name="message">{message}</textarea><button>Send</button>
</form></body></html>"""


def show(note="", **values):
    values = {key: html.escape(values.get(key, "")) for key in ("name", "email", "message")}
    print(PAGE.format(note=html.escape(note), **values))


def send(name, email, message):
    mail = EmailMessage()
    mail["From"] = "www@example.com"
    mail["To"] = RECIPIENT
    mail["Reply-To"] = f"{name} <{email}>"
    mail["Subject"] = f"Message from {name}"
    mail.set_content(message)
    with smtplib.SMTP("localhost") as smtp:
        smtp.send_message(mail)


def main():
    form = cgi.FieldStorage()
    values = {key: form.getfirst(key, "").strip() for key in ("name", "email", "message")}
    if not any(values.values()):
        show()
    elif not all(values.values()):
        show("Please fill in everything.", **values)
    else:
        try:
            send(**values)
        except ValueError:
            show("Line breaks are not allowed.", **values)
        else:
            show("Thank you.")


main()
