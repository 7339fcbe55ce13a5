#!/usr/bin/python3
# -*- coding: utf-8 -*-
# Anmeldung zum Stammtisch
import cgi, smtplib, time

f = cgi.FieldStorage()
def get(k):
    return f[k].value if k in f else ""

name, mail, essen = get("name"), get("mail"), get("essen")
print("Content-Type: text/html; charset=utf-8")
print()

if "@" not in mail or len(name) < 2:
    print("<p>Bitte Name und Mailadresse angeben.</p>")
else:
    zeilen = []
    zeilen.append("From: %s <%s>" % (name, mail))
    zeilen.append("To: wirt@example.com")
    zeilen.append("Subject: Stammtisch")
    zeilen.append("Date: " + time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime()))
    zeilen.append("")
    zeilen.append("%s kommt und isst: %s" % (name, essen))
    server = smtplib.SMTP("localhost")
    server.sendmail("web@example.com", "wirt@example.com", "\r\n".join(zeilen).encode("utf-8"))
    server.quit()
    print("<p>Bis dann!</p>")
