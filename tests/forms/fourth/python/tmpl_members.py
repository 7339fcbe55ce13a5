#!/usr/bin/python3
"""Membership application. The treasurer gets it; the applicant gets a fixed text from a file."""
import cgi
import string
import subprocess

TREASURER = string.Template("""\
To: treasurer@example.com
From: web@example.com
Subject: Application of $name
Reply-To: $email

Name:  $name
Mail:  $email
Motto: $motto
""")


def one_line(s):
    return " ".join(s.split())


form = cgi.FieldStorage()
data = {k: form.getfirst(k, "") for k in ("name", "email", "motto")}
data["name"] = one_line(data["name"])
print("Content-Type: text/html; charset=utf-8\n")
if not data["name"] or data["email"].count("@") != 1:
    print("<p>Name and address, please.</p>")
else:
    p = subprocess.Popen(["/usr/sbin/sendmail", "-t", "-oi"], stdin=subprocess.PIPE)
    p.communicate(TREASURER.substitute(data).encode())
    print("<p>Welcome!</p>")
