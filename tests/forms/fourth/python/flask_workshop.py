#!/usr/bin/env python3
from email.message import EmailMessage
import re
import smtplib

from flask import Flask, jsonify, request

app = Flask(__name__)
ADDRESS = re.compile(r"[^@\s,]+@[^@\s,]+\.[a-z]{2,}", re.I)
ORGANISER = "workshop@example.com"


def post(to, subject, body):
    mail = EmailMessage()
    mail["From"] = ORGANISER
    mail["To"] = to
    mail["Subject"] = subject
    mail.set_content(body)
    with smtplib.SMTP("localhost") as s:
        s.send_message(mail)


@app.post("/api/register")
def register():
    data = request.get_json(silent=True) or {}
    email = str(data.get("email", ""))
    person = str(data.get("person", "")).replace("\n", " ").replace("\r", " ")
    needs = str(data.get("needs", ""))
    if not ADDRESS.fullmatch(email):
        return jsonify(error="email"), 422
    summary = f"{person} <{email}>\nSpecial needs: {needs}"
    post(ORGANISER, "New registration", summary)
    post(email, "You are registered", f"Dear {person},\n\nwe noted:\n{summary}\n\nSee you!")
    return jsonify(ok=True)


if __name__ == "__main__":
    app.run(port=3202)
