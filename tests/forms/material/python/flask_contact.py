from flask import Flask, request
from flask_mail import Mail, Message

app = Flask(__name__)
mail = Mail(app)


@app.route("/contact", methods=["POST"])
def contact():
    msg = Message("Contact", sender="form@example.jp", recipients=["office@example.jp"])
    msg.reply_to = request.form["email"]
    msg.body = request.form["text"]
    mail.send(msg)
    return "Thank you"
