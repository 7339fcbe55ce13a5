const express = require('express');
const nodemailer = require('nodemailer');
const validator = require('validator');

const app = express();
app.use(express.urlencoded({ extended: true }));
const mailer = nodemailer.createTransport('smtp://localhost');

app.post('/contact', async (req, res) => {
  const email = String(req.body.email);
  if (!validator.isEmail(email)) {
    res.status(400).send('Invalid address');
    return;
  }
  await mailer.sendMail({ from: 'form@example.jp', to: 'office@example.jp', subject: 'Form', text: String(req.body.text) });
  await mailer.sendMail({ from: 'form@example.jp', to: email, subject: 'Thank you', text: 'We answer within two days.' });
  res.send('Thank you');
});

module.exports = app;
