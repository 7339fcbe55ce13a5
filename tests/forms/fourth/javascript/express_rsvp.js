#!/usr/bin/env node
// reunion: who comes?
const express = require('express');
const { createTransport } = require('nodemailer');
const app = express();
app.use(express.urlencoded({ extended: true }));

const transport = createTransport({ host: 'localhost', port: 25, ignoreTLS: true });
const isAddress = (s) => typeof s === 'string' && s.length < 254 && /^[^\s@,;<>]+@[^\s@,;<>]+$/.test(s);

app.post('/reunion', (req, res, next) => {
  const { email, who, comes } = req.body;
  if (!isAddress(email)) return res.status(400).send('address');
  transport.sendMail({
    from: 'reunion@example.com',
    to: 'committee@example.com',
    cc: req.body.copy === 'yes' ? [email] : [],
    subject: comes === 'yes' ? 'comes' : 'does not come',
    text: `${who}\n\n${req.body.message || ''}`,
  }, (err) => (err ? next(err) : res.send('Noted')));
});

app.listen(3408, '127.0.0.1');
