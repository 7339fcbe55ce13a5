#!/usr/bin/python3
import cgi
import smtplib

HEAD = "From: %s\r\nTo: %s\r\nSubject: %s\r\n\r\n"
RECEIVER = "webmaster@example.com"


def send(sender, subject, text):
    message = HEAD % (sender, RECEIVER, subject) + text
    server = smtplib.SMTP("localhost", 25)
    server.sendmail("www@example.com", RECEIVER, message.encode("utf-8"))
    server.quit()


def page(text):
    print("Content-type: text/html")
    print()
    print("<html><body><p>" + text + "</p></body></html>")


form = cgi.FieldStorage()
if "email" not in form or "body" not in form:
    page("Fill in your address and your message.")
elif "@" not in form["email"].value or len(form["email"].value) > 200:
    page("Your address is wrong.")
else:
    subject = form.getvalue("subject") or "(none)"
    send(form["email"].value, "WWW: " + subject, form["body"].value)
    page("Thank you!")
