#!/usr/bin/python3
# -*- coding: utf-8 -*-
import os
import smtplib
import sys
from email.message import EmailMessage
from urllib.parse import parse_qs

OWNER = "info@ryokan-matsu.example"


def read_form():
    length = int(os.environ.get("CONTENT_LENGTH") or 0)
    raw = sys.stdin.buffer.read(min(length, 65536)).decode("ascii", "replace")
    return {key: values[0] for key, values in parse_qs(raw, encoding="utf-8").items()}


def main():
    form = read_form()
    msg = EmailMessage()
    msg["From"] = OWNER
    msg["To"] = OWNER
    msg["Reply-To"] = form.get("email", OWNER)
    msg["Subject"] = "ご予約: " + form.get("name", "")
    msg.set_content(form.get("body", ""))
    with smtplib.SMTP("127.0.0.1") as smtp:
        smtp.send_message(msg)
    print("Status: 303 See Other\nLocation: /thanks.html\n")


if __name__ == "__main__":
    main()
