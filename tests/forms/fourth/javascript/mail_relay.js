#!/usr/bin/env node
// small endpoint that all our static sites use; "to" is in the page of each site
const express = require('express');
const nodemailer = require('nodemailer');
const cors = (req, res, next) => { res.set('Access-Control-Allow-Origin', '*'); next(); };

const app = express();
app.use(cors, express.json(), express.urlencoded({ extended: true }));

const transporter = nodemailer.createTransport({ host: process.env.SMTP_HOST || 'localhost', port: 25, ignoreTLS: true });

async function handle(req, res, next) {
  try {
    const fields = { ...req.query, ...req.body };
    const { to, subject = 'Form', ...rest } = fields;
    if (!to) return res.status(400).end();
    const text = Object.entries(rest).map(([k, v]) => `${k}: ${v}`).join('\n');
    await transporter.sendMail({ from: 'forms@example.com', to, subject, text });
    res.redirect(303, rest.next && rest.next.startsWith('/') ? rest.next : '/thanks');
  } catch (e) {
    next(e);
  }
}

app.post('/send', handle);
app.listen(3407, '127.0.0.1');
