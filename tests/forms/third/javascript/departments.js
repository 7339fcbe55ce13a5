#!/usr/bin/env node
const express = require('express');
const nodemailer = require('nodemailer');

// address of each department; the page sends the key
const departments = new Map([
  ['garden', 'garden@example.com'],
  ['kitchen', 'kitchen@example.com'],
]);

const app = express();
app.use(express.urlencoded({ extended: true }));
const out = nodemailer.createTransport({ sendmail: true, newline: 'unix', path: '/usr/sbin/sendmail' });

const needs = (...names) => (req, res, next) => {
  const missing = names.filter((n) => typeof req.body[n] !== 'string' || req.body[n].trim() === '');
  return missing.length ? res.status(400).send('missing: ' + missing.join(', ')) : next();
};

app.post('/ask', needs('department', 'question'), (req, res) => {
  const to = departments.get(req.body.department) || 'office@example.com';
  out.sendMail({ from: 'web@example.com', to, subject: 'Question', text: req.body.question }, (err) => {
    if (err) return res.status(500).send('error');
    res.send('asked');
  });
});

app.listen(7012, '127.0.0.1');
