#!/usr/bin/env node
'use strict';
const express = require('express');
const nodemailer = require('nodemailer');

const app = express();
app.use(express.urlencoded({ extended: false }));
const transport = nodemailer.createTransport({ host: 'localhost', port: 25, secure: false, ignoreTLS: true });

app.post('/contact', async (req, res) => {
  const { name, email, message } = req.body;
  if (!name || !message) {
    return res.status(400).send('Please fill in all fields');
  }
  try {
    await transport.sendMail({
      from: 'site@example.com',
      to: 'owner@example.com',
      replyTo: email,
      subject: `Message from ${name}`,
      text: message,
    });
    res.send('Thank you');
  } catch (err) {
    console.error(err);
    res.status(500).send('Sorry');
  }
});

app.listen(3401, '127.0.0.1');
