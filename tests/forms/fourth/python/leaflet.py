#!/usr/bin/python3
import cgi
import html
import os
import subprocess

TEXT = """Subject: Our leaflet
From: leaflet@example.com

You can find our leaflet at http://www.example.com/leaflet.pdf
"""

form = cgi.FieldStorage()
address = form.getvalue("address", "")
count = form.getvalue("count", "1")

print("Content-Type: text/html\n")
if "@" in address:
    p = subprocess.Popen("/usr/sbin/sendmail -oi %s" % address, shell=True, stdin=subprocess.PIPE)
    p.communicate(TEXT.encode())
    with open("/tmp/leaflet.log", "a") as log:
        log.write("%s %s %s\n" % (os.environ.get("REMOTE_ADDR"), address, count))
    print("<p>Sent to %s.</p>" % html.escape(address))
else:
    print("<p>No address.</p>")
