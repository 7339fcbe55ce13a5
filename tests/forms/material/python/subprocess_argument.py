#!/usr/bin/python3
import cgi
import subprocess

form = cgi.FieldStorage()
to = form.getfirst("to", "")
text = "From: form@example.jp\nSubject: Ticket\n\nYour ticket is waiting.\n"
subprocess.run(["/usr/sbin/sendmail", "-oi", to], input=text.encode(), check=True)
print("Content-Type: text/plain\n\nSent")
