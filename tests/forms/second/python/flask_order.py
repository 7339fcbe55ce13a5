import re

from flask import Flask, redirect, render_template, request
from flask_mail import Mail, Message

app = Flask(__name__)
app.config.update(MAIL_SERVER="localhost", MAIL_DEFAULT_SENDER="cakes@sweetcorner.example")
mail = Mail(app)
ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")


@app.route("/order", methods=["GET", "POST"])
def order():
    if request.method == "GET":
        return render_template("order.html")
    email = request.form["email"]
    if not ADDRESS.fullmatch(email):
        return render_template("order.html", error="E-mail?"), 400
    wishes = request.form.get("wishes", "")
    cake = request.form.get("cake", "")
    body = f"Cake: {cake}\nWishes: {wishes}\n"
    mail.send(Message("New order", recipients=["cakes@sweetcorner.example"], body=body))
    confirmation = Message("Your order at Sweet Corner", recipients=[email])
    confirmation.body = "Thank you for your order!\n\n" + body
    mail.send(confirmation)
    return redirect("/thanks")


if __name__ == "__main__":
    app.run()
