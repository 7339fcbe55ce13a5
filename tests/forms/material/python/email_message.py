#!/usr/bin/python3
import cgi
import smtplib
from email.message import EmailMessage

form = cgi.FieldStorage()
note = EmailMessage()
note["To"] = "office@example.jp"
note["From"] = "webmaster@example.jp"
note["Reply-To"] = form.getfirst("email", "")
note["Subject"] = "Contact: " + form.getfirst("subject", "")
note.set_content(form.getfirst("text", ""))
try:
    with smtplib.SMTP("localhost") as relay:
        relay.send_message(note)
except OSError:
    print("Status: 503 Service Unavailable")
print("Content-Type: text/plain\n\nThank you")
