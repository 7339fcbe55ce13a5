#!/usr/bin/env node
'use strict';
const express = require('express');
const mailer = require('./mailer');

const app = express();
app.use(express.json());

app.post('/return', (req, res) => {
  const body = req.body || {};
  const head = { To: 'returns@example.com', From: 'web@example.com' };
  if (body.email) head['Reply-To'] = body.email;
  if (body.number) head.Subject = 'Return ' + parseInt(body.number, 10);

  const sent = mailer.post('returns@example.com', mailer.compose(head, body.reason || 'no reason given'));
  res.json({ sent });
});

app.listen(7010, '127.0.0.1');
