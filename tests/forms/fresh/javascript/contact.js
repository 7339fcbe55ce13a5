#!/usr/bin/env node
'use strict';

const express = require('express');
const nodemailer = require('nodemailer');

const app = express();
const config = {
  to: process.env.CONTACT_TO || 'office@example.com',
  from: 'www@example.com',
};
const transport = nodemailer.createTransport({ host: 'localhost', port: 25, secure: false, ignoreTLS: true });

app.set('view engine', 'ejs');
app.use(express.urlencoded({ extended: false }));
app.use(express.static('public'));

function validate({ name, email, message }) {
  const errors = [];
  if (!name || name.length > 100) errors.push('name');
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email || '')) errors.push('email');
  if (!message || message.length > 10000) errors.push('message');
  return errors;
}

app.get('/contact', (req, res) => res.render('contact', { errors: [] }));

app.post('/contact', async (req, res, next) => {
  const errors = validate(req.body);
  if (errors.length) {
    return res.status(422).render('contact', { errors });
  }
  const { name, email, message } = req.body;
  try {
    await transport.sendMail({
      to: config.to,
      from: config.from,
      replyTo: { name, address: email },
      subject: `Contact: ${name}`,
      text: message,
    });
    res.redirect('/thanks.html');
  } catch (error) {
    next(error);
  }
});

app.listen(process.env.PORT || 3000);
