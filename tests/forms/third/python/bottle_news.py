#!/usr/bin/env python3
# Newsletter with confirmation; the list is a text file.
import hashlib
import hmac
import re
import subprocess
import time

from bottle import HTTPResponse, get, post, request, run

KEY = b"not the real one"
LIST = "subscribers.txt"
TEXT = """To: {address}
From: news@example.com
Subject: Please confirm

Please open this address to get our newsletter:

http://www.example.com/confirm?a={address}&k={key}
"""


def key_for(address):
    return hmac.new(KEY, address.encode(), hashlib.sha256).hexdigest()[:20]


@post("/subscribe")
def subscribe():
    address = request.forms.get("address", "").strip().lower()
    if re.match(r"^[a-z0-9._%+-]{1,60}@[a-z0-9.-]{1,100}\.[a-z]{2,12}\Z", address) is None:
        return HTTPResponse("Please check the address.", 400)
    letter = TEXT.format(address=address, key=key_for(address))
    subprocess.run(["/usr/sbin/sendmail", "-t", "-i"], input=letter.encode(), timeout=20, check=True)
    return "Please look into your mailbox."


@get("/confirm")
def confirm():
    address = request.query.a
    if not hmac.compare_digest(key_for(address), request.query.k):
        return HTTPResponse("No.", 403)
    with open(LIST, "a") as f:
        f.write(f"{int(time.time())} {address}\n")
    return "Welcome."


if __name__ == "__main__":
    run(host="127.0.0.1", port=5002, quiet=True)
