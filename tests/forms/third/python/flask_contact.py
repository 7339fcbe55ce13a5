#!/usr/bin/env python3
import os
import smtplib
from email.message import EmailMessage

from flask import Flask, abort, render_template_string, request

app = Flask(__name__)
app.config.update(MAIL_HOST="localhost", MAIL_PORT=1025, CONTACT="contact@example.com")

PAGE = """<!doctype html><title>Contact</title>
{% if done %}<p>Thank you.</p>{% else %}
<form method=post><input name=name><input name=email><textarea name=message></textarea><button>Send</button></form>
{% endif %}"""


def deliver(message):
    with smtplib.SMTP(app.config["MAIL_HOST"], app.config["MAIL_PORT"]) as smtp:
        smtp.send_message(message, to_addrs=[app.config["CONTACT"]])


@app.route("/contact", methods=["GET", "POST"])
def contact():
    if request.method == "GET":
        return render_template_string(PAGE, done=False)
    message = EmailMessage()
    try:
        message["From"] = "site@example.com"
        message["To"] = app.config["CONTACT"]
        message["Reply-To"] = request.form["email"]
        message["Subject"] = f"Contact from {request.form['name']}"
    except ValueError:
        abort(400)
    message.set_content(request.form["message"])
    deliver(message)
    return render_template_string(PAGE, done=True)


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", 5000)))
