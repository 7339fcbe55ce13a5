import smtplib
from email.mime.text import MIMEText

from flask import Flask, redirect, request

app = Flask(__name__)


@app.post("/share")
def share():
    data = request.get_json(silent=True) or request.form
    msg = MIMEText(data["note"])
    msg["Subject"] = "Shared with you"
    msg["From"] = "share@example.jp"
    msg["To"] = data["to"]
    with smtplib.SMTP("localhost") as server:
        server.send_message(msg)
    return redirect("/")
