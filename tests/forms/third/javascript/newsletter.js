#!/usr/bin/env node
'use strict';
const crypto = require('crypto');
const express = require('express');
const nodemailer = require('nodemailer');

const router = express.Router();
const pending = new Map();
const mail = nodemailer.createTransport({ host: 'localhost', port: 25, ignoreTLS: true });

const template = (link) => `Hello,

please confirm your subscription: ${link}

If you did not ask for it, just delete this mail.
`;

router.post('/subscribe', (req, res, next) => {
  const address = typeof req.body.address === 'string' ? req.body.address.trim().toLowerCase() : '';
  if (!/^[a-z0-9._+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(address)) {
    return res.status(400).send('This is no address.');
  }
  const token = crypto.randomBytes(16).toString('hex');
  pending.set(token, address);
  mail
    .sendMail({ from: 'news@example.com', to: address, subject: 'Please confirm', text: template('https://www.example.com/confirm/' + token) })
    .then(() => res.send('Look into your mailbox.'))
    .catch(next);
});

router.get('/confirm/:token', (req, res) => {
  if (!pending.delete(req.params.token)) return res.status(404).send('Unknown.');
  return res.send('Welcome.');
});

express().use(express.urlencoded({ extended: false })).use(router).listen(7007, '127.0.0.1');
