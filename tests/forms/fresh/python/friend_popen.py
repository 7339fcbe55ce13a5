#!/usr/bin/env python3
"""Send a page to a friend."""
import os
import subprocess
import sys
from urllib.parse import parse_qs

length = int(os.environ.get("CONTENT_LENGTH") or 0)
query = parse_qs(sys.stdin.read(length), keep_blank_values=True)


def get(key):
    return query.get(key, [""])[0]


def page(text):
    sys.stdout.write("Content-Type: text/plain\r\n\r\n" + text)
    sys.exit()


to = get("to")
if "@" not in to:
    page("No address.")
message = (
    "To: {}\nFrom: {}\nSubject: Look at this\n\n{}\n\nhttps://www.example.com{}\n".format(
        to.replace("\n", "").replace("\r", ""), "noreply@example.com", get("comment"), get("page")
    )
)
subprocess.run(["/usr/sbin/sendmail", "-i", "-t"], input=message.encode("utf-8"), check=False)
page("Sent.")
