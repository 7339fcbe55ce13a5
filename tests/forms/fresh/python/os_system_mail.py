#!/usr/bin/env python3
import cgi
import os
import shlex
import tempfile

form = cgi.FieldStorage()
subject = form.getfirst("subject", "Feedback")
text = form.getfirst("text", "")
level = form.getfirst("level", "normal")
print("Content-Type: text/plain\n")
if not text:
    print("Please write something.")
else:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(text)
        file.flush()
        command = "mail -s %s -a 'X-Level: %s' admin@example.com < %s" % (shlex.quote(subject), level, file.name)
        os.system(command)
    print("Thank you.")
