"""Whole scripts in JavaScript, as web masters write them, and what a stranger can do with each."""

from __future__ import annotations

SCRIPTS: tuple[tuple[str, str], ...] = (
    (
        "recipient",
        r"""'use strict';
const express = require('express');
const bodyParser = require('body-parser');
const nodemailer = require('nodemailer');
const router = express.Router();
router.use(bodyParser.urlencoded({ extended: true }));
class Mailer {
  constructor(opts) { this.transport = nodemailer.createTransport(opts); }
  async send(to, subject, text) {
    return this.transport.sendMail({ from: 'a@example.jp', to, subject, text });
  }
}
const mailer = new Mailer({ host: 'localhost' });
router.post('/invite', async (req, res, next) => {
  try {
    for (const to of req.body.emails.split(/[\s,]+/)) {
      await mailer.send(to, 'Invitation', req.body.message);
    }
    res.redirect('/');
  } catch (err) { next(err); }
});
module.exports = router;
""",
    ),
    (
        "",
        r"""const nodemailer = require('nodemailer');
const { body, validationResult } = require('express-validator');
const transporter = nodemailer.createTransport({ sendmail: true });
module.exports = (app) => {
  app.post('/contact', [body('email').isEmail(), body('text').notEmpty()], (req, res) => {
    const errors = validationResult(req);
    if (!errors.isEmpty()) return res.status(400).json(errors.array());
    const { email, name, text } = req.body;
    const mailOptions = {
      from: `"${name}" <form@example.jp>`,
      replyTo: email,
      to: process.env.CONTACT_TO || 'office@example.jp',
      subject: `Contact from ${name}`,
      text,
    };
    transporter.sendMail(mailOptions, (error, info) => {
      if (error) return res.status(500).send('error');
      res.send('ok');
    });
  });
};
""",
    ),
    (
        "header",
        r"""#!/usr/bin/env node
const cp = require('child_process');
let raw = '';
process.stdin.setEncoding('utf8');
process.stdin.on('readable', () => { let c; while ((c = process.stdin.read()) !== null) raw += c; });
process.stdin.on('end', function () {
  const form = {};
  raw.split('&').forEach(function (pair) {
    const [k, v] = pair.split('=');
    form[decodeURIComponent(k)] = decodeURIComponent(v.replace(/\+/g, ' '));
  });
  const child = cp.spawn('/usr/sbin/sendmail', ['-t', '-i']);
  const lines = ['To: office@example.jp', 'Reply-To: ' + form.email, 'Subject: Contact', '', form.text];
  child.stdin.end(lines.join('\n'));
});
""",
    ),
    (
        "autoreply",
        r"""import sgMail from '@sendgrid/mail';
import { isEmail } from 'validator';
sgMail.setApiKey(process.env.KEY);
export default async function handler(req, res) {
  if (req.method !== 'POST') return res.status(405).end();
  const { email, message } = req.body ?? {};
  if (typeof email !== 'string' || !isEmail(email)) {
    return res.status(400).json({ error: 'email' });
  }
  await sgMail.send([
    { to: 'office@example.jp', from: 'a@example.jp', subject: 'x', text: message },
    { to: email, from: 'a@example.jp', subject: 'Thanks', text: `You wrote: ${message}` },
  ]);
  res.json({ ok: true });
}
""",
    ),
    (
        "recipient",
        r"""const http = require('http');
const { parse } = require('querystring');
const nodemailer = require('nodemailer');
function collect(req, callback) {
  let body = '';
  req.on('data', (chunk) => { body += chunk.toString(); });
  req.on('end', () => callback(parse(body)));
}
http.createServer((req, res) => {
  if (req.method === 'POST') {
    collect(req, (result) => {
      nodemailer.createTransport({}).sendMail({ to: result.to, text: 'x' });
      res.end('ok');
    });
  } else { res.end('<form method=post>'); }
}).listen(3000);
""",
    ),
    (
        "",
        r"""const nodemailer = require('nodemailer');
const t = nodemailer.createTransport({});
const ALLOWED = { sales: 'sales@example.jp', help: 'help@example.jp' };
exports.handler = async (event) => {
  const body = JSON.parse(event.body || '{}');
  if (!Object.prototype.hasOwnProperty.call(ALLOWED, body.dept)) return { statusCode: 400 };
  await t.sendMail({ to: ALLOWED[body.dept], subject: String(body.subject), text: body.text });
  return { statusCode: 200 };
};
""",
    ),
    (
        "recipient",
        r"""const Koa = require('koa');
const bodyParser = require('koa-bodyparser');
const nodemailer = require('nodemailer');
const app = new Koa();
app.use(bodyParser());
app.use(async (ctx) => {
  if (ctx.path === '/send' && ctx.method === 'POST') {
    const { to, text } = ctx.request.body;
    await nodemailer.createTransport({}).sendMail({ to, subject: 'x', text });
    ctx.body = 'ok';
  }
});
app.listen(80);
""",
    ),
    (
        "command",
        r"""const express = require('express');
const { exec } = require('child_process');
const app = express();
app.get('/notify', (req, res) => {
  const cmd = `echo "${req.query.msg}" | mail -s notice admin@example.jp`;
  exec(cmd, (err, stdout) => { res.send(stdout); });
});
""",
    ),
    (
        "recipient",
        r"""import nodemailer from 'nodemailer';
import { z } from 'zod';
const schema = z.object({ to: z.string(), text: z.string() });
export async function POST(request) {
  const parsed = schema.safeParse(await request.json());
  if (!parsed.success) return Response.json({}, { status: 400 });
  const data = parsed.data;
  const transport = nodemailer.createTransport({ host: 'localhost' });
  await transport.sendMail({ to: data.to, subject: 'Hello', text: data.text });
  return Response.json({ ok: true });
}
""",
    ),
    (
        "",
        r"""import emailjs from '@emailjs/browser';
document.getElementById('f').addEventListener('submit', (e) => {
  emailjs.sendForm('service', 'template', e.target);
});
""",
    ),
    (
        "recipient",
        r"""const { EmailClient } = require('@azure/communication-email');
const AWS = require('aws-sdk');
const ses = new AWS.SES();
exports.handler = (event, context, callback) => {
  const params = { Source: 'a@example.jp', Destination: { ToAddresses: [event.queryStringParameters.to] }, Message: { Subject: { Data: 'x' }, Body: { Text: { Data: 'y' } } } };
  ses.sendEmail(params, (err, data) => callback(null, { statusCode: 200 }));
};
""",
    ),
    (
        "header",
        r"""const { spawn } = require('child_process');
const q = new URLSearchParams(process.env.QUERY_STRING);
for (const to of ['a@example.jp', 'b@example.jp']) {
  switch (q.get('kind')) {
    case 'a':
      if (q.get('skip')) { break; }
      console.log('x');
      break;
    default:
      console.log('y');
  }
  const p = spawn('/usr/sbin/sendmail', ['-t']);
  p.stdin.end(`To: ${to}\nFrom: ${q.get('from')}\n\nx`);
}
""",
    ),
)
