#!/usr/bin/python3
import cgi
import os

form = cgi.FieldStorage()
pipe = os.popen("/usr/sbin/sendmail -t", "w")
pipe.write("To: office@example.jp\n")
pipe.write("From: " + form.getvalue("email", "") + "\n")
pipe.write("Subject: Contact\n\n")
pipe.write(form.getvalue("text", ""))
pipe.close()
print("Content-Type: text/plain\n")
print("Sent")
