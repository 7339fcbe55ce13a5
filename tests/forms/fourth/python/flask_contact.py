#!/usr/bin/env python3
import smtplib
from email.message import EmailMessage
from flask import Flask, abort, render_template_string, request

app = Flask(__name__)
FORM = """<form method="post"><input name="name"><input name="email"><textarea name="message"></textarea>
<input name="website" style="display:none"><button>Send</button></form>"""


@app.route("/contact", methods=["GET", "POST"])
def contact():
    if request.method == "GET":
        return render_template_string(FORM)
    if request.form.get("website"):          # honeypot
        abort(400)
    name = request.form.get("name", "")
    email = request.form.get("email", "")
    message = request.form.get("message", "")
    if not message.strip():
        return "Empty message", 400

    m = EmailMessage()
    m["From"] = "site@example.com"
    m["To"] = "hello@example.com"
    m["Subject"] = f"Message from {name}"
    try:
        m["Reply-To"] = email
    except ValueError:
        return "Bad address", 400
    m.set_content(message)
    with smtplib.SMTP("localhost", 25) as smtp:
        smtp.send_message(m)
    return "Thank you!"


if __name__ == "__main__":
    app.run(port=3201)
