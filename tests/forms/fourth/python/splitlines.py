#!/usr/bin/python3
# school canteen: order of the week
import cgi, os, smtplib, sys
from email.message import EmailMessage

DAYS = ["mon", "tue", "wed", "thu", "fri"]
DISHES = {"1": "soup", "2": "rice", "3": "noodles"}
form = cgi.FieldStorage()

parent = form.getfirst("parent", "")
child = form.getfirst("child", "")
if not child or "@" not in parent or "," in parent or any(c.isspace() for c in parent):
    print("Content-Type: text/plain\n\nPlease check the form.")
    sys.exit()

week = "\n".join(f"{d}: {DISHES.get(form.getfirst(d), 'nothing')}" for d in DAYS)

with smtplib.SMTP("localhost") as s:
    m = EmailMessage()
    m["To"], m["From"], m["Subject"] = "canteen@example.com", "canteen@example.com", "Order"
    m.set_content(f"{child} ({parent})\n{week}\n")
    s.send_message(m)
    del m["To"]
    m["To"] = parent
    m.set_content(f"We noted:\n{week}\n")
    s.send_message(m)
print("Content-Type: text/plain\n\nThank you.")
