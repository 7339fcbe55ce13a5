#!/usr/bin/env python3
"""Sends the PIN of a locker to the address that we have of its user."""
import csv
import io
import os
import sys
import urllib.parse
from subprocess import PIPE, Popen

LOCKERS = """\
locker,address,pin
A1,carl@example.com,7745
A2,dora@example.com,1290
"""


def fields():
    if os.environ.get("REQUEST_METHOD") == "POST":
        raw = sys.stdin.read(int(os.environ.get("CONTENT_LENGTH", 0)))
    else:
        raw = os.environ.get("QUERY_STRING", "")
    return {k: v[-1] for k, v in urllib.parse.parse_qs(raw).items()}


wanted = fields().get("locker", "").upper()
rows = [r for r in csv.DictReader(io.StringIO(LOCKERS)) if r["locker"] == wanted]
for row in rows:
    mail = Popen(["/usr/sbin/sendmail", "-t", "-oi"], stdin=PIPE, text=True)
    mail.communicate(
        "To: {address}\nFrom: lockers@example.com\nSubject: Locker {locker}\n\nThe PIN is {pin}.\n".format(**row)
    )

print("Content-Type: text/plain\n")
print("If the locker exists, its user has been told the PIN.")
