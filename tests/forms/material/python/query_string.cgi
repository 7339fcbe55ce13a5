#!/usr/bin/env python3
import os
import smtplib
from urllib.parse import parse_qs

query = parse_qs(os.environ.get("QUERY_STRING", ""))
to = query.get("to", ["office@example.jp"])
with smtplib.SMTP("localhost") as relay:
    relay.sendmail("form@example.jp", to, "From: form@example.jp\nSubject: Brochure\n\nPlease see www.example.jp\n")
print("Content-Type: text/plain\n\nSent")
