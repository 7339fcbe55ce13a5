#!/usr/bin/python3
"""Share an article by mail."""
import os
import subprocess
import sys
from urllib.parse import parse_qs

body = sys.stdin.read(int(os.environ.get("CONTENT_LENGTH") or 0))
args = {k: v[0] for k, v in parse_qs(body).items()}
to = args.get("to", "").strip()
sender = args.get("sender", "A reader").replace("\r", "").replace("\n", "")
words = args.get("words", "")
article = args.get("article", "0")

sys.stdout.write("Content-Type: text/plain\r\n\r\n")
if not to or not article.isdigit() or "\n" in to or "\r" in to:
    sys.stdout.write("missing\n")
    sys.exit()

mail = [
    "From: Village News <news@example.com>",
    "To: " + to,
    "Subject: " + sender + " recommends an article",
    "",
    "https://www.example.com/article/" + article,
    "",
    words,
]
sendmail = subprocess.run(["/usr/sbin/sendmail", "-t", "-oi"], input="\n".join(mail), text=True)
sys.stdout.write("sent\n" if sendmail.returncode == 0 else "failed\n")
