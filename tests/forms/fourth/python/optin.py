#!/usr/bin/python3
"""Newsletter opt-in: one link to one address, at most once a day."""
import cgi
import hashlib
import hmac
import os
import re
import smtplib
import time
from email.message import EmailMessage

SECRET = b"change me"
SEEN = "/tmp/optin-seen"


def recently(address):
    os.makedirs(SEEN, exist_ok=True)
    mark = os.path.join(SEEN, hashlib.sha256(address.encode()).hexdigest())
    fresh = os.path.exists(mark) and time.time() - os.path.getmtime(mark) < 86400
    open(mark, "w").close()
    return fresh


form = cgi.FieldStorage()
address = form.getfirst("address", "").strip().lower()
print("Content-Type: text/plain\n")

if re.fullmatch(r"[\w.+-]+@[\w-]+\.[\w.-]+", address, re.ASCII) and not recently(address):
    key = hmac.new(SECRET, address.encode(), "sha256").hexdigest()[:20]
    m = EmailMessage()
    m["From"] = "letter@example.com"
    m["To"] = address
    m["Subject"] = "Please confirm"
    m.set_content("To confirm, open https://www.example.com/optin?k=%s\n" % key)
    with smtplib.SMTP("localhost") as s:
        s.send_message(m)
print("Thank you. Look into your mailbox.")
