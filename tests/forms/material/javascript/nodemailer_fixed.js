import express from 'express';
import nodemailer from 'nodemailer';

const app = express();
app.use(express.json());
const transport = nodemailer.createTransport({ sendmail: true });

app.post('/contact', (req, res) => {
  const { email, subject, text } = req.body;
  transport.sendMail(
    { from: 'form@example.jp', to: 'office@example.jp', replyTo: email, subject: `Form: ${subject}`, text },
    (error) => (error ? res.status(500).end() : res.send('Thank you')),
  );
});

app.listen(3000);
