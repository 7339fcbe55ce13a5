const express = require('express');
const nodemailer = require('nodemailer');

const app = express();
app.use(express.urlencoded({ extended: false }));
const transport = nodemailer.createTransport({ host: 'localhost', port: 25 });

app.post('/share', async (req, res) => {
  await transport.sendMail({
    from: 'share@example.jp',
    to: req.body.to,
    subject: 'Shared with you',
    text: req.body.note,
  });
  res.send('Sent');
});

app.listen(3000);
