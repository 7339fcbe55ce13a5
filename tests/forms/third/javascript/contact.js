#!/usr/bin/env node
'use strict';

const express = require('express');
const nodemailer = require('nodemailer');

const app = express();
app.use(express.urlencoded({ extended: false }));

const transport = nodemailer.createTransport({ host: 'localhost', port: 1025, secure: false, ignoreTLS: true });

app.post('/contact', async (req, res) => {
  const { name, email, message } = req.body;
  if (!name || !email || !message) {
    return res.status(400).send('Please fill in all fields.');
  }
  try {
    await transport.sendMail({
      from: '"Website" <web@example.com>',
      to: 'hello@example.com',
      replyTo: { name: String(name), address: String(email) },
      subject: `Message from ${name}`,
      text: String(message),
    });
    res.send('Thank you.');
  } catch (error) {
    console.error(error.message);
    res.status(500).send('Please try again later.');
  }
});

app.listen(7001, '127.0.0.1');
