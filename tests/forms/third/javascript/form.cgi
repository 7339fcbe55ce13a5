#!/usr/bin/env node
// CGI in JavaScript, for the shared host that has node but no ports
const fs = require('fs');
const { execFileSync } = require('child_process');

const input = fs.readFileSync(0, 'utf8');
const f = Object.fromEntries(new URLSearchParams(process.env.REQUEST_METHOD === 'POST' ? input : process.env.QUERY_STRING));

function answer(text) {
  process.stdout.write('Content-Type: text/plain; charset=utf-8\r\n\r\n' + text + '\n');
  process.exit(0);
}

if (!f.mail || !f.text) answer('mail and text, please');
if (f.mail.indexOf('\r\n') !== -1 || f.mail.split('@').length !== 2) answer('one address, please');

const message = `To: society@example.com
From: form@example.com
Reply-To: ${f.mail}
Subject: form

${f.text}
`;
try {
  execFileSync('/usr/sbin/sendmail', ['-t', '-i'], { input: message });
  answer('sent');
} catch (e) {
  answer('not sent');
}
