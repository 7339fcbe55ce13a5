#!/usr/bin/env node
const express = require('express');
const nodemailer = require('nodemailer');
const app = express();
app.use(express.json());

const mailer = nodemailer.createTransport({ sendmail: true, newline: 'unix', path: '/usr/sbin/sendmail' });

// Shares a recipe with the people whom the app names.
app.post('/api/share', (req, res) => {
  const { recipients, recipe, comment } = req.body;
  if (!/^[a-z-]+$/.test(recipe)) {
    res.status(404).json({ error: 'no such recipe' });
    return;
  }
  mailer.sendMail(
    {
      from: 'kitchen@example.com',
      bcc: recipients,
      subject: 'A recipe for you',
      text: `https://www.example.com/recipes/${recipe}\n\n${comment || ''}`,
    },
    (err) => {
      res.status(err ? 500 : 200).json({ ok: !err });
    },
  );
});

app.listen(7002, '127.0.0.1', () => console.log('ready'));
