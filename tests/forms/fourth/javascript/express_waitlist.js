#!/usr/bin/env node
const express = require('express');
const nodemailer = require('nodemailer');
const app = express();
app.use(express.json());

const mailer = nodemailer.createTransport({ sendmail: true, path: '/usr/sbin/sendmail' });
const waiting = [];

// landing page: join the waiting list
app.post('/api/waitlist', (req, res) => {
  const email = String(req.body.email || '').trim();
  const firstName = String(req.body.firstName || 'friend');
  if (!/^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/.test(email)) {
    res.status(422).json({ error: 'invalid email' });
    return;
  }
  waiting.push({ email, firstName, at: Date.now() });
  const html = `<p>Hi ${firstName},</p><p>you are number ${waiting.length} on our list.</p>`;
  mailer.sendMail({ from: 'hello@example.com', to: email, subject: 'You are on the list', html })
    .then(() => res.json({ position: waiting.length }))
    .catch(() => res.status(500).json({ error: 'mail' }));
});

app.listen(3402, '127.0.0.1');
