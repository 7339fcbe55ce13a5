#!/usr/bin/env node
const fs = require('fs');
const nodemailer = require('nodemailer');

const offices = {
  berlin: 'berlin@mieterverein.example',
  hamburg: 'hamburg@mieterverein.example',
};

function finish(status, text) {
  process.stdout.write(`Status: ${status}\r\nContent-Type: text/plain\r\n\r\n${text}\n`);
}

const form = new URLSearchParams(fs.readFileSync(0, 'utf8'));
const office = form.get('office');
if (!Object.prototype.hasOwnProperty.call(offices, office)) {
  finish(400, 'unknown office');
  process.exit(0);
}
nodemailer
  .createTransport({ sendmail: true, path: '/usr/sbin/sendmail' })
  .sendMail({
    from: 'www@mieterverein.example',
    to: offices[office],
    replyTo: form.get('email'),
    subject: 'Anfrage ' + office,
    text: form.get('text'),
  })
  .then(() => finish(200, 'Danke'))
  .catch((error) => finish(500, error.message));
