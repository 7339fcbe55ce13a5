const express = require('express');
const nodemailer = require('nodemailer');

const DEPARTMENTS = { sales: 'sales@example.jp', support: 'support@example.jp' };
const BRANCHES = ['tokyo@example.jp', 'osaka@example.jp'];

const app = express();
app.use(express.json());
const transport = nodemailer.createTransport({ host: 'localhost' });

app.post('/question', async (req, res) => {
  const to = Object.hasOwn(DEPARTMENTS, req.body.dept) ? DEPARTMENTS[req.body.dept] : 'office@example.jp';
  await transport.sendMail({ from: 'form@example.jp', to, subject: 'Question', text: req.body.text });
  if (BRANCHES.includes(req.body.branch)) {
    await transport.sendMail({ from: 'form@example.jp', to: req.body.branch, subject: 'Question', text: req.body.text });
  }
  res.json({ ok: true });
});

app.listen(3000);
