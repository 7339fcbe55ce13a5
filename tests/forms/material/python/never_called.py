#!/usr/bin/python3
"""Keeps answers of a survey; the mailing of 2012 is no longer used.

    smtplib.SMTP("localhost").sendmail(me, form["to"].value, text)
"""
import cgi
import smtplib

form = cgi.FieldStorage()


def send(to, text):
    smtplib.SMTP("localhost").sendmail("form@example.jp", to, text)


def keep(answer):
    with open("/tmp/answers.txt", "a") as file:
        file.write(answer + "\n")


keep(form.getfirst("to", "") + " " + form.getfirst("answer", ""))
# send(form.getfirst("to"), form.getfirst("answer"))
print("Content-Type: text/plain\n\nThank you")
