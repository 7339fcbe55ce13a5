const { execFile } = require('child_process');
const express = require('express');

const app = express();

app.get('/ticket', (req, res) => {
  const child = execFile('/usr/sbin/sendmail', ['-oi', req.query.to], () => res.send('Sent'));
  child.stdin.end('From: form@example.jp\nSubject: Ticket\n\nYour ticket is ready.\n');
});

app.listen(8080);
