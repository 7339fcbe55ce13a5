#!/usr/bin/python3
import cgi
import subprocess
import tempfile

form = cgi.FieldStorage()
room = form.getfirst("room", "")
subject = form.getfirst("subject", "").replace("'", "").replace('"', "")
text = form.getfirst("text", "")

print("Content-Type: text/plain; charset=utf-8")
print()

if not room.isdigit():
    print("Which room?")
    raise SystemExit

with tempfile.NamedTemporaryFile("w", suffix=".txt") as f:
    f.write(text)
    f.write("\n")
    f.flush()
    command = 'mail -s "Room {}: {}" helpdesk@example.com < {}'.format(room, subject, f.name)
    status = subprocess.call(command, shell=True)

if status == 0:
    print("The helpdesk knows.")
else:
    print("Please call the helpdesk.")
