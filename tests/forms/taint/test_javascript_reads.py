"""What JavaScript on a server lets a stranger do, from source to verdict."""

from __future__ import annotations

import pytest

from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

_MAIL = "const nodemailer = require('nodemailer');\nconst t = nodemailer.createTransport({ host: 'localhost' });\n"
_APP = "const express = require('express');\nconst app = express();\n" + _MAIL
_CGI = "#!/usr/bin/node\nconst { execSync, spawn } = require('child_process');\nconst q = new URLSearchParams(process.env.QUERY_STRING);\nlet to = q.get('to');\n"
_PIPE = "const p = spawn('/usr/sbin/sendmail', ['-t']);\np.stdin.write(`To: info@example.jp\\nFrom: ${to}\\n\\n`);\np.stdin.end(q.get('text'));\n"

OPEN = {
    "express": (_APP + "app.post('/x', (req, res) => { t.sendMail({ to: req.body.to, subject: 'x', text: req.body.text }); });\n", "recipient"),
    "destructured": (
        _APP + "app.post('/x', async (req, res) => { const { to, text = '' } = req.body; await t.sendMail({ to, subject: 'x', text }); res.end(); });\n",
        "recipient",
    ),
    "a message that is filled": (_APP + "app.get('/x', (req, res) => { const m = {}; m.to = req.query.to; m.text = 'x'; t.sendMail(m, e => res.end()); });\n", "recipient"),
    "spread": (_APP + "const base = { from: 'x@example.jp' };\napp.post('/x', (req, res) => t.sendMail({ ...base, to: req.body.to, text: 'x' }));\n", "recipient"),
    "bcc": (_APP + "app.post('/x', (req, res) => t.sendMail({ to: 'x@example.jp', bcc: req.body.bcc, text: 'x' }));\n", "recipient"),
    "a function": (_APP + "function send(to, text) { return t.sendMail({ to, subject: 'x', text }); }\napp.post('/x', (req, res) => send(req.body.to, 'y').then(() => res.end()));\n", "recipient"),
    "an arrow function that is named": (_APP + "const contact = async (req, res) => { await t.sendMail({ to: req.body.to, text: 'x' }); };\napp.post('/x', contact);\n", "recipient"),
    "middleware that lets everything through": (_APP + "app.post('/x', (req, res, next) => { console.log(1); next(); }, (req, res) => t.sendMail({ to: req.body.to, text: 'x' }));\n", "recipient"),
    "next.js": ("import nodemailer from 'nodemailer';\nexport default async function handler(req, res) { await nodemailer.createTransport({}).sendMail({ to: req.body.to, text: 'x' }); }\n", "recipient"),
    "next.js route": (
        "import nodemailer from 'nodemailer';\nexport async function POST(request) { const { to } = await request.json(); await nodemailer.createTransport({}).sendMail({ to, text: 'x' }); }\n",
        "recipient",
    ),
    "koa": ("const Router = require('koa-router');\n" + _MAIL + "router.post('/x', async (ctx) => { await t.sendMail({ to: ctx.request.body.to, text: 'x' }); });\n", "recipient"),
    "lambda": (_MAIL + "exports.handler = async (event) => { const { to } = JSON.parse(event.body); await t.sendMail({ to, text: 'x' }); };\n", "recipient"),
    "http": (
        "const http = require('http'), qs = require('querystring');\n" + _MAIL
        + "http.createServer((req, res) => { let body = ''; req.on('data', c => { body += c; });\n"
        "req.on('end', () => { const f = qs.parse(body); t.sendMail({ to: f.to, subject: 'x', text: 'y' }, () => res.end()); }); }).listen(80);\n",
        "recipient",
    ),
    "chunks": (
        "const http = require('http');\n" + _MAIL
        + "http.createServer(async (req, res) => { const chunks = []; for await (const c of req) chunks.push(c);\n"
        "const f = JSON.parse(Buffer.concat(chunks).toString()); await t.sendMail({ to: f.to, text: 'x' }); }).listen(80);\n",
        "recipient",
    ),
    "sendgrid": ("const sg = require('@sendgrid/mail');\nexports.x = (req, res) => { sg.send({ to: req.body.to, from: 'x@example.jp', subject: 'x', text: 'y' }); };\n", "recipient"),
    "mailgun": ("const mg = require('mailgun-js')({ apiKey: 'x', domain: 'y' });\nmodule.exports = (req, res) => { mg.messages().send({ to: req.body.to, text: 'y' }, () => res.end()); };\n", "recipient"),
    "ses": ("const AWS = require('aws-sdk');\nconst ses = new AWS.SES();\nexports.handler = async (event) => ses.sendEmail({ Destination: { ToAddresses: [event.body.to] }, Source: 'x@example.jp', Message: {} }).promise();\n", "recipient"),
    "pipe": (_CGI + _PIPE, "header"),
    "the older replace": (_CGI + "to = to.replace('\\n', '').replace('\\r', '');\n" + _PIPE, "header"),
    "a pattern without g": (_CGI + "to = to.replace(/[\\r\\n]/, '');\n" + _PIPE, "header"),
    "a pattern by lines": (_CGI + "if (!/^[\\w.@]+$/m.test(to)) process.exit(1);\n" + _PIPE, "header"),
    "a check that does not end": (_CGI + "if (/[\\r\\n]/.test(to)) console.log('no');\n" + _PIPE, "header"),
    "input": (_CGI + "execSync('/usr/sbin/sendmail -t', { input: `To: ${to}\\nSubject: x\\n\\ny` });\n", "header recipient"),
    "shell": (_CGI + "execSync(`echo x | mail -s y ${to}`);\n", "command recipient"),
    "autoreply": (
        _APP + "const validator = require('validator');\napp.post('/x', (req, res) => { const { email, text } = req.body; if (!validator.isEmail(email)) return res.status(400).end();\n"
        "t.sendMail({ to: email, subject: 'Thanks', text }); });\n",
        "autoreply",
    ),
    "promise": (_APP + "const body = (req) => new Promise((ok) => ok(req.body));\napp.post('/x', (req, res) => { body(req).then(b => t.sendMail({ to: b.to, text: 'x' })).catch(e => res.end()); });\n", "recipient"),
}  # fmt: skip

CLOSED = {
    "fixed": _APP + "app.post('/x', (req, res) => t.sendMail({ to: 'x@example.jp', replyTo: req.body.email, subject: req.body.subject, text: req.body.text }));\n",
    "headers": _APP + "app.post('/x', (req, res) => t.sendMail({ to: 'x@example.jp', headers: { 'X-From': req.body.email }, text: 'x' }));\n",
    "a mapping": _APP + "const TO = { a: 'a@example.jp' };\napp.post('/x', (req, res) => t.sendMail({ to: TO[req.body.to] || 'b@example.jp', text: 'x' }));\n",
    "a list": _APP + "const OK = ['a@example.jp', 'b@example.jp'];\napp.post('/x', (req, res) => { if (!OK.includes(req.body.to)) return res.end(); t.sendMail({ to: req.body.to, text: 'x' }); });\n",
    "indexOf": _APP + "const OK = ['a@example.jp', 'b@example.jp'];\napp.post('/x', (req, res) => { const { to } = req.body; if (OK.indexOf(to) === -1) return res.end(); t.sendMail({ to, text: 'x' }); });\n",
    "a set": _APP + "const OK = new Set(['a@example.jp']);\napp.post('/x', (req, res) => { const { to } = req.body; if (!OK.has(to)) return; t.sendMail({ to, text: 'x' }); });\n",
    "a switch": _APP + "app.post('/x', (req, res) => { let to; switch (req.body.to) { case 'a': to = 'a@example.jp'; break; default: to = 'b@example.jp'; } t.sendMail({ to, text: 'x' }); });\n",
    "pattern": _CGI + "if (!/^[\\w.@]+$/.test(to)) process.exit(1);\n" + _PIPE,
    "throw": _CGI + "if (/[\\r\\n]/.test(to)) throw new Error('x');\n" + _PIPE,
    "replace with g": _CGI + "to = to.replace(/[\\r\\n]+/g, ' ');\n" + _PIPE,
    "replaceAll": _CGI + "to = to.replaceAll('\\n', '').replaceAll('\\r', '');\n" + _PIPE,
    "some": _CGI + "if (['\\r', '\\n'].some(c => to.includes(c))) process.exit();\n" + _PIPE,
    "encoded": _CGI + "to = encodeURIComponent(to);\n" + _PIPE,
    "a number": _CGI + "to = parseInt(to, 10);\n" + _PIPE,
    "login": _APP + "app.post('/x', requireAuth, (req, res) => t.sendMail({ to: req.body.to, text: 'x' }));\n",
    "middleware that checks": (
        _APP + "function only(req, res, next) { if (req.body.to !== 'a@example.jp') return res.status(403).end(); next(); }\n"
        "app.post('/x', only, (req, res) => t.sendMail({ to: req.body.to, text: 'x' }));\n"
    ),
    "user of the session": _APP + "app.post('/x', (req, res) => t.sendMail({ to: req.user.email, text: 'x' }));\n",
    "a browser": "document.forms[0].onsubmit = (e) => { api.sendMail({ to: e.target.to.value }); };\n",
    "not called": _MAIL + "function send(to) { t.sendMail({ to, text: 'x' }); }\nconsole.log(process.env.QUERY_STRING);\n",
    "an ordinary command": _CGI + "const c = spawn('sort', ['-u']);\nc.stdin.end(to);\n",
}  # fmt: skip


@pytest.mark.parametrize("name", OPEN)
def test_what_is_open_is_found(name: str) -> None:
    """A way from the request to a mail that nothing stops is a flow of its class, and of no other."""
    source, abilities = OPEN[name]
    reading = read(source.encode(), Language.JAVASCRIPT)
    assert {one.value for one in reading.abilities} == set(abilities.split())


@pytest.mark.parametrize("name", CLOSED)
def test_what_is_closed_is_no_flow(name: str) -> None:
    """What stops every way leaves no flow and no doubt."""
    reading = read(CLOSED[name].encode(), Language.JAVASCRIPT)
    assert not reading.abilities
    assert not reading.blind


INCLUDED = {
    "a function by its name": (
        "const { send } = require('./lib/mailer');\nmodule.exports = (req, res) => send(req.body.to);\n",
        "const t = require('nodemailer').createTransport({});\nexports.send = (to) => t.sendMail({ to, text: 'x' });\n",
    ),
    "a function of a module": (
        "const mailer = require('./lib/mailer');\nmodule.exports = (req, res) => mailer.send(req.body.to);\n",
        "const t = require('nodemailer').createTransport({});\nfunction send(to) { return t.sendMail({ to, text: 'x' }); }\nmodule.exports = { send };\n",
    ),
    "the module is a function": (
        "import send from './lib/mailer.js';\nexport default function handler(req, res) { send(req.body.to); }\n",
        "import nodemailer from 'nodemailer';\nconst t = nodemailer.createTransport({});\nexport default async (to) => { await t.sendMail({ to, text: 'x' }); };\n",
    ),
}


@pytest.mark.parametrize("name", INCLUDED)
def test_a_file_of_the_site_is_followed(name: str) -> None:
    """What another file exports is called there; that file alone has no request."""
    source, included = INCLUDED[name]
    files = {"./lib/mailer.js": included.encode()}
    assert {one.value for one in read(source.encode(), Language.JAVASCRIPT, include=files.get).abilities} == {
        "recipient"
    }
    assert not read(included.encode(), Language.JAVASCRIPT).abilities
    assert read(source.encode(), Language.JAVASCRIPT).unknown
