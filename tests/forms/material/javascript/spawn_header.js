#!/usr/bin/env node
const { spawn } = require('child_process');
const querystring = require('querystring');

let data = '';
process.stdin.on('data', (chunk) => { data += chunk; });
process.stdin.on('end', () => {
  const form = querystring.parse(data);
  const sendmail = spawn('/usr/sbin/sendmail', ['-t', '-oi']);
  sendmail.stdin.write('To: office@example.jp\n');
  sendmail.stdin.write('From: ' + form.email + '\n');
  sendmail.stdin.write('Subject: Form\n\n');
  sendmail.stdin.end(form.text);
  console.log('Content-Type: text/plain\n\nSent');
});
