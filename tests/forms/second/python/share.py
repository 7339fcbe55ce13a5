#!/usr/bin/env python3
import cgi
import html
import smtplib
from email.mime.text import MIMEText

MAX = 5


def send(to_list, sender_name, note, link):
    msg = MIMEText("%s wants to share a recipe with you:\n%s\n\n%s" % (sender_name, link, note))
    msg["Subject"] = "A recipe for you"
    msg["From"] = "recipes@grandmas-kitchen.example"
    msg["To"] = ", ".join(to_list)
    s = smtplib.SMTP("localhost")
    s.sendmail("recipes@grandmas-kitchen.example", to_list, msg.as_string())
    s.quit()


form = cgi.FieldStorage()
recipients = [x.strip() for x in form.getfirst("to", "").split(",") if "@" in x][:MAX]
rid = int(form.getfirst("id", "0"))
print("Content-Type: text/html; charset=utf-8\n")
if recipients:
    send(recipients, form.getfirst("name", "Somebody"), form.getfirst("note", ""),
         "https://grandmas-kitchen.example/recipe/%d" % rid)
    print("<p>Sent to %s</p>" % html.escape(", ".join(recipients)))
else:
    print("<p>No address given.</p>")
