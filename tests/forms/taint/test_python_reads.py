"""What Python scripts let a stranger do, from source to verdict."""

from __future__ import annotations

import pytest

from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

_CGI = "import cgi, os, re, smtplib, subprocess, sys\nform = cgi.FieldStorage()\nto = form.getvalue('to')\ntext = form.getvalue('text')\n"
_SMTP = "s = smtplib.SMTP('localhost')\n"
_PIPE = (
    "p = os.popen('/usr/sbin/sendmail -t', 'w')\np.write('To: info@example.jp\\nReply-To: %s\\n\\n%s' % (to, text))\n"
)

OPEN = {
    "envelope": (_CGI + _SMTP + "s.sendmail('a@example.jp', [to], 'Subject: x\\n\\n' + text)\n", "recipient"),
    "two addresses": (_CGI + _SMTP + "s.sendmail('a@example.jp', ['b@example.jp', to], 'Subject: x\\n\\ny')\n", "recipient"),
    "header": (_CGI + _SMTP + "s.sendmail('a@example.jp', 'b@example.jp', f'From: {to}\\n\\n{text}')\n", "header"),
    "pipe": (_CGI + _PIPE, "header"),
    "pipe to": (_CGI + "p = os.popen('sendmail -t', 'w')\nprint('To: ' + to, file=p)\nprint('\\nx', file=p)\n", "header recipient"),
    "message object": (
        "from email.mime.text import MIMEText\n" + _CGI + "m = MIMEText(text)\nm['To'] = to\n" + _SMTP + "s.send_message(m)\n",
        "recipient",
    ),
    "message as text into sendmail -t": (
        "from email.message import EmailMessage\n"
        + _CGI
        + "m = EmailMessage()\nm['To'] = to\nm.set_content(text)\n"
        + "p = subprocess.Popen(['/usr/sbin/sendmail', '-t', '-oi'], stdin=subprocess.PIPE)\np.communicate(m.as_bytes())\n",
        "recipient",
    ),
    "header object": (
        "from email.header import Header\nfrom email.mime.text import MIMEText\n"
        + _CGI
        + "m = MIMEText(text)\nm['To'] = Header(to)\n"
        + _SMTP
        + "s.send_message(m)\n",
        "recipient",
    ),
    "formataddr is no check": (
        "from email.utils import formataddr\nfrom email.message import EmailMessage\n"
        + _CGI
        + "m = EmailMessage()\nm['To'] = formataddr((text, to))\n"
        + _SMTP
        + "s.send_message(m)\n",
        "recipient",
    ),
    "shell": (_CGI + "os.system('mail -s x %s < /dev/null' % to)\n", "command recipient"),
    "shell by subprocess": (_CGI + "subprocess.run(f'mail -s \"{text}\" a@example.jp', shell=True, input=b'x')\n", "command header"),
    "search is no match": (_CGI + "if not re.search(r'[\\w.]+@[\\w.]+', to): sys.exit()\n" + _PIPE, "header"),
    "lines of a pattern": (_CGI + "if not re.search(r'^[\\w.]+@[\\w.]+$', to, re.M): sys.exit()\n" + _PIPE, "header"),
    "only CRLF is taken out": (_CGI + "to = to.replace('\\r\\n', '')\n" + _PIPE, "header"),
    "a guard behind the mail": (_CGI + _PIPE + "p.close()\nif '\\n' in to: sys.exit()\n", "header"),
    "a check that does not end": (_CGI + "if '\\n' in to or '\\r' in to: print('no')\n" + _PIPE, "header"),
    "a function": (
        _CGI + "def send(a, b):\n  smtplib.SMTP().sendmail('x@example.jp', a, b)\nif __name__ == '__main__':\n  send(to, 'Subject: x\\n\\n' + text)\n",
        "recipient",
    ),
    "a class": (
        _CGI
        + "class Mailer:\n  def __init__(self, to):\n    self.to = to\n  def send(self):\n    smtplib.SMTP().sendmail('x@example.jp', self.to, 'Subject: x\\n\\n' + text)\nMailer(to).send()\n",
        "recipient",
    ),
    "wsgi": (
        ("import smtplib\nfrom urllib.parse import parse_qs\n"
        "def application(environ, start_response):\n"
        "  data = parse_qs(environ['wsgi.input'].read(int(environ.get('CONTENT_LENGTH', 0))).decode())\n"
        "  smtplib.SMTP().sendmail('x@example.jp', data['to'][0], 'Subject: x\\n\\n' + data['text'][0])\n"
        "  start_response('200 OK', [])\n  return [b'ok']\n"),
        "recipient",
    ),
    "http.server": (
        ("import smtplib\nfrom http.server import BaseHTTPRequestHandler, HTTPServer\nfrom urllib.parse import parse_qs\n"
        "class H(BaseHTTPRequestHandler):\n  def do_POST(self):\n    n = int(self.headers['Content-Length'])\n"
        "    form = parse_qs(self.rfile.read(n).decode())\n"
        "    smtplib.SMTP().sendmail('x@example.jp', form['to'][0], 'Subject: ' + form['s'][0] + '\\n\\nx')\n"
        "HTTPServer(('', 8000), H).serve_forever()\n"),
        "header recipient",
    ),
    "flask": (
        ("from flask import Flask, request\nfrom flask_mail import Mail, Message\napp = Flask(__name__)\nmail = Mail(app)\n"
        "@app.route('/tell', methods=['POST'])\ndef tell():\n"
        "  mail.send(Message(request.form['subject'], recipients=[request.form['to']], body='x'))\n  return 'ok'\n"),
        "recipient",
    ),
    "fastapi": (
        ("import smtplib\nfrom fastapi import FastAPI, Form, BackgroundTasks\napp = FastAPI()\n"
        "def deliver(to, text):\n  smtplib.SMTP().sendmail('x@example.jp', [to], 'Subject: x\\n\\n' + text)\n"
        "@app.post('/send')\nasync def send(tasks: BackgroundTasks, to: str = Form(...), text: str = Form('')):\n"
        "  tasks.add_task(deliver, to, text)\n"),
        "recipient",
    ),
    "bottle": (
        ("from bottle import post, request\nimport smtplib\n@post('/x')\ndef x():\n"
        "  smtplib.SMTP().sendmail('x@example.jp', request.forms.to, 'Subject: x\\n\\nx')\n"),
        "recipient",
    ),
    "django": (
        ("from django.core.mail import send_mail\ndef share(request):\n"
        "  send_mail('x', request.POST['text'], 'x@example.jp', [request.POST['to']])\n"),
        "recipient",
    ),
    "tornado": (
        ("import tornado.web, smtplib\nclass H(tornado.web.RequestHandler):\n  def post(self):\n"
        "    smtplib.SMTP().sendmail('x@example.jp', self.get_argument('to'), 'Subject: x\\n\\nx')\n"),
        "recipient",
    ),
    "standard input": (
        ("import os, sys, smtplib, urllib.parse\nq = urllib.parse.parse_qs(sys.stdin.read())\n"
        "smtplib.SMTP().sendmail('x@example.jp', q['to'][0], 'Subject: x\\n\\nx')\n"),
        "recipient",
    ),
    "python 2": (
        ("import cgi, os\nform = cgi.FieldStorage()\nMAIL = '/usr/sbin/sendmail'\np = os.popen('%s -t' % MAIL, 'w')\n"
        "print >>p, 'To: info@example.jp'\nprint >>p, 'From: %s' % form['email'].value\nprint >>p\np.close()\n"),
        "header",
    ),
    "yagmail": ("import cgi, yagmail\nf = cgi.FieldStorage()\nyagmail.SMTP('x').send(f.getvalue('to'), 'x', f.getvalue('t'))\n", "recipient"),
    "ses": (
        ("import boto3\ndef lambda_handler(event, context):\n  boto3.client('ses').send_email(Source='x@example.jp',\n"
        "    Destination={'ToAddresses': [event['to']]}, Message={'Subject': {'Data': 'x'}, 'Body': {'Text': {'Data': 'y'}}})\n"),
        "recipient",
    ),
    "autoreply": (
        "from email.message import EmailMessage\n"
        + _CGI
        + "if not re.fullmatch(r'[\\w.+-]+@[\\w.-]+', to): sys.exit()\nm = EmailMessage()\nm['To'] = to\nm.set_content(text)\n"
        + _SMTP
        + "s.send_message(m)\n",
        "autoreply",
    ),
    "two lines by one template": (
        "T = '''To: info@example.jp\nFrom: {sender}\n\n{body}'''\n" + _CGI + "p = os.popen('sendmail -t', 'w')\np.write(T.format(sender=to, body=text))\n",
        "header",
    ),
    "lines of a list": (
        _CGI + "lines = ['To: info@example.jp']\nlines.append('From: ' + to)\nlines += ['', text]\n"
        "os.popen('sendmail -t', 'w').write('\\n'.join(lines))\n",
        "header",
    ),
}  # fmt: skip

CLOSED = {
    "fixed": _CGI + _SMTP + "s.sendmail('a@example.jp', 'b@example.jp', 'Subject: x\\n\\n' + text)\n",
    "header as body": _CGI + _SMTP + "s.sendmail('a@example.jp', 'b@example.jp', 'Subject: x\\n\\nFrom: ' + to)\n",
    "allow-list": _CGI + _SMTP + "if to not in ('a@example.jp', 'b@example.jp'): sys.exit()\ns.sendmail('a@example.jp', to, 'Subject: x\\n\\nx')\n",
    "mapping": _CGI + "TO = {'a': 'a@example.jp'}\n" + _SMTP + "s.sendmail('a@example.jp', TO.get(to, 'b@example.jp'), 'Subject: x\\n\\nx')\n",
    "any of two": _CGI + "if any(c in to for c in '\\r\\n'): sys.exit(1)\n" + _PIPE,
    "raise": _CGI + "if '\\n' in to or '\\r' in to:\n  raise ValueError('x')\n" + _PIPE,
    "substitution": _CGI + "to = re.sub(r'[\\r\\n]+', ' ', to)\n" + _PIPE,
    "two replacements": _CGI + "to = to.replace('\\r', '').replace('\\n', '')\n" + _PIPE,
    "first line": _CGI + "to = to.splitlines()[0]\n" + _PIPE,
    "words": _CGI + "to = ' '.join(to.split())\n" + _PIPE,
    "fullmatch": _CGI + "if re.fullmatch(r'[\\w.@-]+', to):\n" + "".join(f"  {line}\n" for line in _PIPE.splitlines()),
    "compiled": _CGI + "OK = re.compile(r'[\\w.-]+@[\\w.-]+')\nif not OK.fullmatch(to): sys.exit()\n" + _PIPE,
    "a trailing line feed": _CGI + "if not re.match(r'[\\w.@-]+$', to): sys.exit()\n" + _PIPE,
    "a function that checks": _CGI + "def clean(x):\n  return x.replace('\\n', ' ').replace('\\r', ' ')\nto = clean(to)\n" + _PIPE,
    "a number": _CGI + "to = int(to)\n" + _PIPE,
    "quoted": "import shlex\n" + _CGI + "os.system('echo ' + shlex.quote(text) + ' | mail -s x a@example.jp')\n",
    "EmailMessage refuses": "from email.message import EmailMessage\n" + _CGI + "m = EmailMessage()\nm['To'] = 'a@example.jp'\nm['Subject'] = to\n" + _SMTP + "s.send_message(m)\n",
    "MIMEText refuses": "from email.mime.text import MIMEText\n" + _CGI + "m = MIMEText(text)\nm['To'] = to\nm['Subject'] = to\n" + _SMTP + "s.sendmail('a@example.jp', ['b@example.jp'], m.as_string())\n",
    "the envelope is given": "from email.mime.text import MIMEText\n" + _CGI + "m = MIMEText(text)\nm['To'] = to\n" + _SMTP + "s.send_message(m, to_addrs=['b@example.jp'])\n",
    "never reached": _CGI + "if False:\n  os.popen('sendmail -t', 'w').write('To: ' + to)\n",
    "behind the end": _CGI + "sys.exit()\nos.popen('sendmail -t', 'w').write('To: ' + to)\n",
    "login": (
        "from flask import Flask, request\nfrom flask_login import login_required\nimport smtplib\napp = Flask(__name__)\n@app.post('/x')\n@login_required\ndef x():\n"
        "  smtplib.SMTP().sendmail('x@example.jp', request.form['to'], 'Subject: x\\n\\nx')\n"
    ),
    "user of the session": (
        "from django.core.mail import send_mail\ndef remind(request):\n  send_mail('x', 'y', 'x@example.jp', [request.user.email])\n"
    ),
    "django admins": "from django.core.mail import mail_admins\ndef contact(request):\n  mail_admins(request.POST['subject'], request.POST['text'])\n",
    "a template that shows a page": "import cgi\nform = cgi.FieldStorage()\nprint('Content-Type: text/html\\n')\nprint('<form action=sendmail>' + form.getvalue('to'))\n",
    "an ordinary pipe": "import cgi, os\nf = cgi.FieldStorage()\nos.popen('sort', 'w').write(f.getvalue('x'))\n",
}  # fmt: skip


@pytest.mark.parametrize("name", OPEN)
def test_what_is_open_is_found(name: str) -> None:
    """A way from the request to a mail that nothing stops is a flow of its class, and of no other."""
    source, abilities = OPEN[name]
    reading = read(source.encode(), Language.PYTHON)
    assert {one.value for one in reading.abilities} == set(abilities.split())


@pytest.mark.parametrize("name", CLOSED)
def test_what_is_closed_is_no_flow(name: str) -> None:
    """What stops every way leaves no flow and no doubt."""
    reading = read(CLOSED[name].encode(), Language.PYTHON)
    assert not reading.abilities
    assert not reading.blind


@pytest.mark.parametrize(
    "used",
    ["from mailer import send\nsend(to)", "import mailer\nmailer.send(to)", "from . import mailer as m\nm.send(to)"],
)
def test_a_module_next_to_the_script_is_followed(used: str) -> None:
    """What another file defines is called there; that file alone has no request."""
    included = b"import smtplib\ndef send(to):\n  smtplib.SMTP().sendmail('x@example.jp', to, 'Subject: x\\n\\nx')\n"
    source = f"import cgi\nto = cgi.FieldStorage().getvalue('to')\n{used}\n".encode()
    assert {one.value for one in read(source, Language.PYTHON, include={"mailer.py": included}.get).abilities} == {
        "recipient"
    }
    assert not read(included, Language.PYTHON).abilities
