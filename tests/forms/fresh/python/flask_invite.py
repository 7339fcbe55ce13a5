from flask import Flask, jsonify, request
from flask_mail import Mail, Message

app = Flask(__name__)
app.config.from_pyfile("settings.py")
mail = Mail(app)


@app.post("/api/invite")
def invite():
    data = request.get_json(force=True)
    addresses = data.get("emails", [])
    if not addresses or len(addresses) > 20:
        return jsonify(error="Give 1 to 20 addresses"), 400
    text = data.get("text", "Join us!")
    with mail.connect() as connection:
        for address in addresses:
            message = Message("You are invited", sender="events@example.com", recipients=[address])
            message.body = f"{data.get('name', 'A friend')} invites you:\n\n{text}"
            connection.send(message)
    return jsonify(sent=len(addresses))
