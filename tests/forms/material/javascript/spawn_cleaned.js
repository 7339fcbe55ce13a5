#!/usr/bin/env node
const { spawn } = require('child_process');
const querystring = require('querystring');

const oneLine = (value) => String(value || '').replace(/[\r\n]+/g, ' ');

let data = '';
process.stdin.on('data', (chunk) => { data += chunk; });
process.stdin.on('end', () => {
  const form = querystring.parse(data);
  const sendmail = spawn('/usr/sbin/sendmail', ['-t', '-oi']);
  const head = ['To: office@example.jp', `From: ${oneLine(form.email)}`, 'Subject: Form', '', ''];
  sendmail.stdin.write(head.join('\n'));
  sendmail.stdin.end(form.text);
  console.log('Content-Type: text/plain\n\nSent');
});
