#!/usr/bin/env node
'use strict';
// Orders a name badge. Odd characters are kept, but written as JSON and percent signs.
const http = require('http');
const { spawn } = require('child_process');

const PRINTER = 'badges@example.com';

http
  .createServer((req, res) => {
    const parts = [];
    req.on('data', (d) => parts.push(d));
    req.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(parts).toString());
      const name = form.get('name');
      if (!name) {
        res.statusCode = 400;
        return res.end('name?');
      }
      const lines = [
        `To: ${PRINTER}`,
        `From: ${PRINTER}`,
        `Subject: badge ${JSON.stringify(name)}`,
        `X-Firm: ${encodeURIComponent(form.get('firm') || '')}`,
        '',
        `${name}\n${form.get('firm') || ''}`,
      ];
      const p = spawn('/usr/sbin/sendmail', ['-t', '-i'], { stdio: ['pipe', 'ignore', 'ignore'] });
      p.on('close', () => res.end('ordered'));
      p.stdin.end(lines.join('\n'));
    });
  })
  .listen(7011, '127.0.0.1');
