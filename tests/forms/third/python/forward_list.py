#!/usr/bin/env python3
"""Mails the minutes of a meeting to those who ask for them."""
import os
import subprocess
import sys
from email.message import EmailMessage
from urllib.parse import parse_qs

MINUTES = {"2023-04": "We met and ate cake.", "2023-05": "We met again."}

length = int(os.environ.get("CONTENT_LENGTH") or 0)
data = parse_qs(sys.stdin.read(length))
month = data.get("month", [""])[0]
people = [p.strip() for p in data.get("people", [""])[0].split(",") if "@" in p]

print("Content-Type: text/plain\n")
if month not in MINUTES or not people:
    print("Which month, and to whom?")
    sys.exit()

message = EmailMessage()
message["From"] = "secretary@example.com"
message["To"] = ", ".join(people)
message["Subject"] = f"Minutes of {month}"
message.set_content(MINUTES[month] + "\n")
subprocess.run(["/usr/sbin/sendmail", "-t", "-oi"], input=message.as_bytes(), check=True)
print("Sent.")
