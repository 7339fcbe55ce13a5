#!/usr/bin/env python3
"""Contact form of the allotment society."""
import cgi
import smtplib
from email.header import Header
from email.mime.text import MIMEText
from email.utils import formataddr, formatdate

OFFICE = "office@example.com"


def page(text, status="200 OK"):
    print("Status: " + status)
    print("Content-Type: text/html; charset=utf-8\n")
    print("<html><body><p>%s</p></body></html>" % text)


def main():
    form = cgi.FieldStorage()
    name = form.getfirst("name", "").strip()
    email = form.getfirst("email", "").strip()
    text = form.getfirst("text", "")
    if not name or not text:
        page("Please fill in your name and a message.", "400 Bad Request")
        return
    msg = MIMEText(text, "plain", "utf-8")
    msg["Subject"] = Header("Contact: " + name, "utf-8")
    msg["From"] = formataddr(("Web form", "web@example.com"))
    msg["To"] = OFFICE
    msg["Reply-To"] = email
    msg["Date"] = formatdate()
    with smtplib.SMTP("localhost") as s:
        s.sendmail("web@example.com", [OFFICE], msg.as_string())
    page("Thank you.")


main()
