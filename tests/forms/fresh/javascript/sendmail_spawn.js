#!/usr/bin/env node
// a CGI script in node
const { spawn } = require('child_process');
const querystring = require('querystring');

const TO = 'feedback@example.com';
let input = '';

function reply(status, text) {
  process.stdout.write(`Status: ${status}\r\nContent-Type: text/plain\r\n\r\n${text}`);
}

function send(fields) {
  const mail = spawn('/usr/sbin/sendmail', ['-t', '-i']);
  const lines = [`To: ${TO}`, `From: ${fields.email}`, 'Subject: Feedback', '', fields.text];
  mail.on('close', (code) => reply(code ? 500 : 200, code ? 'failed' : 'Thank you.'));
  mail.stdin.end(lines.join('\n') + '\n');
}

process.stdin.on('data', (chunk) => {
  input += chunk;
});
process.stdin.on('end', () => {
  const fields = querystring.parse(input);
  if (!fields.email || !fields.text) {
    reply(400, 'Please fill in all fields.');
    return;
  }
  send(fields);
});
