#!/usr/bin/python3
import cgi
import smtplib


def one_line(value):
    return value.replace("\r", " ").replace("\n", " ")


form = cgi.FieldStorage()
email = one_line(form.getfirst("email", ""))
subject = one_line(form.getfirst("subject", ""))
head = "From: form@example.jp\r\nTo: office@example.jp\r\n"
head += "Reply-To: {}\r\nSubject: {}\r\n\r\n".format(email, subject)
smtp = smtplib.SMTP("localhost")
smtp.sendmail("form@example.jp", ["office@example.jp"], head + form.getfirst("text", ""))
smtp.quit()
print("Content-Type: text/plain\n\nSent")
