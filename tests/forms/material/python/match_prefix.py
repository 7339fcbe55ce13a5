#!/usr/bin/python3
import cgi
import os
import re
import sys

form = cgi.FieldStorage()
email = form.getfirst("email", "")
if not re.match(r"[\w.+-]+@[\w.-]+", email):
    print("Content-Type: text/plain\n\nInvalid address")
    sys.exit(0)
with os.popen("/usr/sbin/sendmail -t -oi", "w") as pipe:
    pipe.write(f"To: office@example.jp\nFrom: {email}\nSubject: Form\n\n{form.getfirst('text', '')}\n")
print("Content-Type: text/plain\n\nSent")
