"""Whole scripts in Python, as web masters write them, and what a stranger can do with each."""

from __future__ import annotations

SCRIPTS: tuple[tuple[str, str], ...] = (
    (
        "recipient",
        r"""import cgi, smtplib
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
def main():
    form = cgi.FieldStorage()
    params = {k: form.getfirst(k, '') for k in ('to', 'subject', 'body')}
    msg = MIMEMultipart('alternative')
    msg['Subject'] = params['subject']
    msg['From'] = 'web@example.jp'
    msg['To'] = params['to']
    msg.attach(MIMEText(params['body'], 'plain'))
    try:
        server = smtplib.SMTP('localhost')
        server.sendmail(msg['From'], msg['To'].split(','), msg.as_string())
    finally:
        server.quit()
main()
""",
    ),
    (
        "header",
        r"""import os, sys, cgi
def sendmail(frm, to, subject, body):
    with os.popen("/usr/lib/sendmail -t -i", "w") as mail:
        mail.write("From: %s\n" % frm)
        mail.write("To: %s\n" % to)
        mail.write("Subject: %s\n" % subject)
        mail.write("\n")
        mail.write(body)
form = cgi.FieldStorage()
if "email" not in form or "body" not in form:
    print("Content-type: text/html\n\nmissing")
    sys.exit(0)
sendmail(form["email"].value, "webmaster@example.jp", form["subject"].value, form["body"].value)
""",
    ),
    (
        "",
        r"""from flask import Flask, request, abort
from flask_mail import Mail, Message
app = Flask(__name__); mail = Mail(app)
DEPTS = {"sales": "sales@example.jp", "help": "help@example.jp"}
@app.route("/c", methods=["GET", "POST"])
def c():
    if request.method == "POST":
        dept = request.form.get("dept")
        if dept not in DEPTS:
            abort(400)
        msg = Message(subject=request.form["subject"], recipients=[DEPTS[dept]])
        msg.body = request.form["body"]
        mail.send(msg)
    return "ok"
""",
    ),
    (
        "autoreply",
        r"""import cgi, smtplib, re
from email.message import EmailMessage
form = cgi.FieldStorage()
addr = form.getfirst("email", "").strip()
name = form.getfirst("name", "")
if re.match(r"^[^@\s,;]+@[^@\s,;]+$", addr) is None:
    raise SystemExit("bad")
for to in ("office@example.jp", addr):
    m = EmailMessage()
    m["From"] = "office@example.jp"
    m["To"] = to
    m["Subject"] = "Inquiry"
    m.set_content(f"Dear {name}")
    with smtplib.SMTP("localhost") as s:
        s.send_message(m)
""",
    ),
    (
        "recipient",
        r"""import json, smtplib
def app(environ, start_response):
    size = int(environ.get('CONTENT_LENGTH') or 0)
    data = json.loads(environ['wsgi.input'].read(size))
    body = "\r\n".join(("From: a@example.jp", "To: " + data["to"].replace("\r", "").replace("\n", ""), "Subject: hi", "", data["text"]))
    server = smtplib.SMTP("localhost")
    server.sendmail("a@example.jp", [data["to"]], body)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]
if __name__ == "__main__":
    from wsgiref.handlers import CGIHandler
    CGIHandler().run(app)
""",
    ),
    (
        "header",
        r"""import cgi, subprocess
form = cgi.FieldStorage()
headers = []
headers.append("To: office@example.jp")
headers.append("Subject: %s" % form.getvalue("subject"))
for key in form.keys():
    headers.append("X-%s: %s" % (key, form.getvalue(key)))
message = "\n".join(headers) + "\n\n" + form.getvalue("text", "")
p = subprocess.Popen(["/usr/sbin/sendmail", "-t"], stdin=subprocess.PIPE)
p.stdin.write(message.encode())
p.stdin.close()
""",
    ),
    (
        "",
        r"""import cgi, subprocess
form = cgi.FieldStorage()
subj = form.getvalue("subject", "")
if len(subj) > 80 or "\n" in subj or "\r" in subj:
    print("Status: 400\n")
else:
    p = subprocess.Popen(["/usr/sbin/sendmail", "-t"], stdin=subprocess.PIPE)
    p.communicate(("To: office@example.jp\nSubject: " + subj + "\n\n" + form.getvalue("text", "")).encode())
""",
    ),
    (
        "recipient",
        r"""import asyncio, aiosmtplib
from fastapi import FastAPI
from pydantic import BaseModel
from email.message import EmailMessage
app = FastAPI()
class Mail(BaseModel):
    to: str
    text: str
@app.post("/mail")
async def mail(m: Mail):
    msg = EmailMessage()
    msg["To"] = m.to
    msg["Subject"] = "x"
    msg.set_content(m.text)
    await aiosmtplib.send(msg, hostname="localhost")
""",
    ),
    (
        "recipient",
        r"""import web, smtplib
urls = ("/c", "contact")
class contact:
    def POST(self):
        i = web.input()
        s = smtplib.SMTP("localhost")
        s.sendmail("a@example.jp", i.to, "Subject: x\n\n" + i.text)
""",
    ),
    (
        "",
        r"""import cgi, cgitb, os, sqlite3
cgitb.enable()
form = cgi.FieldStorage()
os.system("/usr/local/bin/reindex")
db = sqlite3.connect("x.db")
db.execute("insert into m values(?)", (form.getvalue("to"),))
print("Content-Type: text/html\n\nok")
""",
    ),
    (
        "recipient",
        r"""import os, smtplib
from urllib.parse import parse_qsl
q = dict(parse_qsl(os.environ.get("QUERY_STRING", "")))
to = q.get("to") or "office@example.jp"
msg = "To: {0}\nSubject: {1}\n\n{2}".format("x", "y", "z")
s = smtplib.SMTP("localhost"); s.sendmail("a@example.jp", to.split(","), msg)
""",
    ),
    (
        "header",
        r"""from http.server import BaseHTTPRequestHandler
import cgi, os
class Handler(BaseHTTPRequestHandler):
    def parse(self):
        form = cgi.FieldStorage(fp=self.rfile, headers=self.headers, environ={"REQUEST_METHOD": "POST"})
        return form
    def do_POST(self):
        self.form = self.parse()
        self.deliver()
    def deliver(self):
        p = os.popen("sendmail -t", "w")
        p.write("To: office@example.jp\nFrom: " + self.form.getvalue("from") + "\n\n" + self.form.getvalue("text"))
        p.close()
""",
    ),
    (
        "command header recipient",
        r"""import cgi, commands
form = cgi.FieldStorage()
to = form["to"].value
cmd = "echo '%s' | mail -s '%s' %s" % (form["text"].value, form["subject"].value, to)
print commands.getoutput(cmd)
""",
    ),
    (
        "header",
        r"""import cgi, os
form = cgi.FieldStorage()
for to in ["a@example.jp", "b@example.jp"]:
    if "\n" in form.getvalue("from"):
        break
    if not to:
        continue
    p = os.popen("sendmail -t", "w")
    p.write("To: %s\nFrom: %s\n\n" % (to, form.getvalue("from")))
    p.close()
""",
    ),
)
