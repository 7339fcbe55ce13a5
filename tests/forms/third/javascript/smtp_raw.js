#!/usr/bin/env node
// Speaks SMTP itself: the small device in the lobby has no room for packages.
const net = require('net');
const http = require('http');

const HOST = { host: '127.0.0.1', port: 25 };
const DESK = 'lobby@example.com';

function smtp(lines, callback) {
  const socket = net.connect(HOST);
  let step = 0;
  socket.setEncoding('utf8');
  socket.on('data', () => {
    if (step < lines.length) socket.write(lines[step++] + '\r\n');
    else {
      socket.end();
      callback();
    }
  });
  socket.on('error', callback);
}

http
  .createServer((req, res) => {
    const url = new URL(req.url, 'http://localhost');
    const visitor = url.searchParams.get('visitor') || 'somebody';
    const host = url.searchParams.get('host') || 'unknown';
    const head = ['From: lobby@example.com', 'To: ' + DESK, 'Subject: ' + visitor + ' waits for ' + host];
    smtp(
      ['HELO lobby', 'MAIL FROM:<' + DESK + '>', 'RCPT TO:<' + DESK + '>', 'DATA', head.join('\r\n') + '\r\n\r\nPlease come down.\r\n.', 'QUIT'],
      (err) => res.end(err ? 'Please use the phone.' : 'Please take a seat.'),
    );
  })
  .listen(7008, '127.0.0.1');
