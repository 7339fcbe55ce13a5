const express = require('express');
const nodemailer = require('nodemailer');
const validator = require('validator');

const app = express();
app.use(express.urlencoded({ extended: true }));
const mailer = nodemailer.createTransport('smtp://localhost');

app.post('/contact', async function (req, res) {
  const email = String(req.body.email);
  const text = String(req.body.text);
  if (!validator.isEmail(email)) {
    return res.status(400).send('Invalid address');
  }
  await mailer.sendMail({ from: 'form@example.jp', to: 'office@example.jp', subject: 'Form', text: text });
  await mailer.sendMail({
    from: 'form@example.jp',
    to: email,
    subject: 'We have received your message',
    text: 'You wrote:\n\n' + text,
  });
  res.send('Thank you');
});

module.exports = app;
