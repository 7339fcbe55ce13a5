const express = require('express');

// const nodemailer = require('nodemailer');
// transport.sendMail({ to: req.body.to, subject: req.body.subject });
const app = express();
app.use(express.json());
const example = "transport.sendMail({ to: req.body.to })";

app.post('/feedback', (req, res) => {
  require('fs').appendFileSync('/tmp/feedback.txt', JSON.stringify(req.body) + '\n');
  res.send(`Kept. We do not use ${example} any more.`);
});

app.listen(3000);
