#!/usr/bin/env node
'use strict';
const express = require('express');
const { compose, checked, post } = require('./mailer');

const STORE = 'store@example.com';
const app = express();

app.post('/parts', express.urlencoded({ extended: false }), (req, res) => {
  const { part = '', count = '1', email = '' } = req.body;
  let head;
  try {
    head = checked({ To: STORE, From: 'web@example.com', 'Reply-To': email, Subject: 'Part ' + part });
  } catch (e) {
    return res.status(400).send(e.message);
  }
  return res.send(post(STORE, compose(head, Number.parseInt(count, 10) + ' pieces')) ? 'ordered' : 'not ordered');
});

app.listen(7009, '127.0.0.1');
