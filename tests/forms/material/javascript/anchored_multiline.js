#!/usr/bin/env node
const { spawnSync } = require('child_process');
const fs = require('fs');

const form = new URLSearchParams(fs.readFileSync(0, 'utf8'));
const email = form.get('email');
if (!email.match(/^[\w.+-]+@[\w.-]+$/m)) {
  throw new Error('Invalid address');
}
const message = `To: office@example.jp\nFrom: ${email}\nSubject: Form\n\n${form.get('text')}\n`;
spawnSync('/usr/sbin/sendmail', ['-t'], { input: message });
console.log('Content-Type: text/plain\n\nSent');
