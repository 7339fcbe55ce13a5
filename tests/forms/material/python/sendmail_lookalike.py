#!/usr/bin/python3
import cgi
import json


class Outbox:
    """Shows what would be sent, for the course on forms."""

    def __init__(self):
        self.letters = []

    def sendmail(self, sender, to, text):
        self.letters.append({"from": sender, "to": to, "text": text})

    def send_message(self, text):
        self.letters.append({"text": text})


form = cgi.FieldStorage()
smtp = Outbox()
smtp.sendmail(form.getfirst("from"), form.getfirst("to"), form.getfirst("text"))
print("Content-Type: application/json\n\n" + json.dumps(smtp.letters))
