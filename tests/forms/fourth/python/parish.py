#!/usr/bin/python3
import os, re, sys
from urllib.parse import unquote_plus

def read_form():
    n = int(os.environ.get("CONTENT_LENGTH", "0") or "0")
    out = {}
    for part in sys.stdin.buffer.read(n).decode("ascii", "replace").split("&"):
        k, _, v = part.partition("=")
        out[unquote_plus(k)] = unquote_plus(v)
    return out

def valid(address):
    return re.match(r"[^@]+@[^@]+\.[a-z]+", address) is not None

form = read_form()
print("Content-Type: text/plain; charset=utf-8\n")

if not valid(form.get("from", "")):
    print("Please give us your address.")
    sys.exit(0)

head = ["To: parish@example.com",
        "From: " + form["from"],
        "Subject: Prayer request"]
pipe = os.popen("/usr/sbin/sendmail -t", "w")
pipe.write("\n".join(head) + "\n\n" + form.get("text", "") + "\n")
pipe.close()
print("Thank you. We will remember you.")
