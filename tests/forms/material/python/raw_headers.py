#!/usr/bin/python3
import cgi
import smtplib

form = cgi.FieldStorage()
email = form.getvalue("email")
text = form.getvalue("text")
message = "From: %s\r\nTo: office@example.jp\r\nSubject: Contact\r\n\r\n%s" % (email, text)
smtp = smtplib.SMTP("localhost", 25)
smtp.sendmail("webmaster@example.jp", "office@example.jp", message)
smtp.quit()
print("Content-Type: text/html\n\n<p>Thank you.</p>")
