#!/usr/bin/env node
'use strict';
const net = require('net');
const fs = require('fs');

const FROM = 'www@example.com';
const TO = 'office@example.com';
const clean = (value) => String(value || '').replace(/[\r\n]+/g, ' ').slice(0, 200);

function talk(commands, done) {
  const socket = net.connect(25, '127.0.0.1');
  let step = 0;
  socket.setEncoding('utf8');
  socket.on('data', () => {
    if (step < commands.length) {
      socket.write(commands[step] + '\r\n');
      step += 1;
    } else {
      socket.end();
    }
  });
  socket.on('close', () => done());
}

const params = new URLSearchParams(fs.readFileSync(0, 'utf8'));
const body = (params.get('text') || '').split(/\r\n|\r|\n/).map((line) => (line.startsWith('.') ? '.' + line : line));
const message = [
  `From: ${FROM}`,
  `To: ${TO}`,
  `Reply-To: ${clean(params.get('email'))}`,
  `Subject: ${clean(params.get('subject'))}`,
  '',
  ...body,
  '.',
].join('\r\n');

talk(['HELO www.example.com', `MAIL FROM:<${FROM}>`, `RCPT TO:<${TO}>`, 'DATA', message, 'QUIT'], () => {
  process.stdout.write('Content-Type: text/plain\r\n\r\nThank you.\n');
});
