const express = require('express');
const nodemailer = require('nodemailer');

const app = express();
app.use(express.urlencoded({ extended: false }));
app.use(express.static('public'));

const transporter = nodemailer.createTransport({
  host: process.env.SMTP_HOST,
  port: 587,
  auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS },
});

app.post('/contact', (req, res) => {
  const mailOptions = {
    from: '"Website" <web@physio-nord.example>',
    replyTo: req.body.email,
    to: 'praxis@physio-nord.example',
    subject: 'Kontakt: ' + req.body.name,
    text: req.body.message,
  };
  transporter.sendMail(mailOptions, (err) => {
    if (err) {
      console.error(err);
      return res.status(500).send('Fehler');
    }
    res.redirect('/danke.html');
  });
});

app.listen(process.env.PORT || 3000);
