#!/usr/bin/python
import cgi, os, sys

SENDMAIL = "/usr/sbin/sendmail"

fs = cgi.FieldStorage()
print "Content-type: text/html"
print

if not fs.has_key("friend"):
    print "<form>Friend's e-mail: <input name=friend><input type=submit></form>"
    sys.exit(0)

friend = fs["friend"].value
p = os.popen("%s %s" % (SENDMAIL, friend), "w")
p.write("From: party@jazzcellar.example\n")
p.write("Subject: You are invited\n")
p.write("\n")
p.write("Come to the Jazz Cellar on Friday!\n")
status = p.close()
if status:
    print "Could not send, status", status
else:
    print "Invitation sent."
