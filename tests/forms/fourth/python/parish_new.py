#!/usr/bin/python3
import os, re, sys
from urllib.parse import parse_qsl

ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
TOPICS = ("baptism", "wedding", "funeral", "other")


def answer(text):
    print("Content-Type: text/plain; charset=utf-8\n")
    print(text)
    raise SystemExit


form = dict(parse_qsl(sys.stdin.read(int(os.environ.get("CONTENT_LENGTH") or 0))))
sender = form.get("from", "")
if not ADDRESS.fullmatch(sender):
    answer("Please give us your address.")
topic = form.get("topic")
if topic not in TOPICS:
    topic = "other"

with os.popen("/usr/sbin/sendmail -t", "w") as pipe:
    pipe.write(f"To: parish@example.com\nFrom: {sender}\nSubject: {topic}\n\n")
    pipe.write(form.get("text", ""))
answer("Thank you.")
