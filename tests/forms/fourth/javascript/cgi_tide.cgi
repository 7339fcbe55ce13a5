#!/usr/bin/env node
// CGI in JavaScript: tide table by mail for fishermen; they choose a harbour, the table is ours
const { execFileSync } = require('child_process');
const fs = require('fs');

const harbours = { north: '06:12 18:40', south: '05:58 18:21' };
const form = new URLSearchParams(fs.readFileSync(0, 'utf8'));
const address = form.get('address') || '';
const harbour = form.get('harbour') || '';

function answer(status, text) {
  process.stdout.write(`Status: ${status}\r\nContent-Type: text/plain\r\n\r\n${text}\n`);
  process.exit(0);
}

if (!Object.prototype.hasOwnProperty.call(harbours, harbour)) {
  answer(404, 'no such harbour');
}
if (!/^[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9.-]{3,190}$/i.test(address)) {
  answer(400, 'please check your address');
}
const mail = `From: tide@example.com\nTo: ${address}\nSubject: Tides\n\n${harbour}: ${harbours[harbour]}\n`;
execFileSync('/usr/sbin/sendmail', ['-oi', '-f', 'tide@example.com', '--', address], { input: mail });
answer(200, 'sent');
