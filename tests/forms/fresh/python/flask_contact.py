import os
import smtplib
from email.message import EmailMessage

from flask import Flask, abort, flash, redirect, render_template, request, url_for

app = Flask(__name__)
app.secret_key = os.environ.get("SECRET_KEY", "dev")

TEAMS = {"sales": "sales@example.com", "help": "help@example.com"}


def deliver(message):
    with smtplib.SMTP(app.config.get("MAIL_HOST", "localhost")) as smtp:
        smtp.send_message(message)


@app.route("/contact", methods=["GET", "POST"])
def contact():
    if request.method == "POST":
        team = request.form.get("team")
        if team not in TEAMS:
            abort(400)
        email = request.form["email"]
        if "\n" in email or "\r" in email or email.count("@") != 1:
            flash("Please check your address.")
            return redirect(url_for("contact"))
        message = EmailMessage()
        message["Subject"] = "Contact form"
        message["From"] = "www@example.com"
        message["To"] = TEAMS[team]
        message["Reply-To"] = email
        message.set_content(request.form["message"])
        deliver(message)
        flash("Thank you.")
        return redirect(url_for("contact"))
    return render_template("contact.html", teams=TEAMS)


if __name__ == "__main__":
    app.run()
