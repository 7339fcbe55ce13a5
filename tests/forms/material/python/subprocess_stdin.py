#!/usr/bin/python3
import cgi
from subprocess import PIPE, Popen

form = cgi.FieldStorage()
lines = [
    "To: office@example.jp",
    "From: form@example.jp",
    "Reply-To: " + " ".join(form.getfirst("email", "").split()),
    "Subject: Form",
    "",
    form.getfirst("text", ""),
]
process = Popen(["/usr/sbin/sendmail", "-t", "-oi"], stdin=PIPE)
process.communicate("\n".join(lines).encode("utf-8"))
print("Content-Type: text/plain\n\nSent")
