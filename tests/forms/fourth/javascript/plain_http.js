#!/usr/bin/env node
// suggestion box without any package
const http = require('http');
const { spawn } = require('child_process');
const { URLSearchParams } = require('url');

function sendmail(lines, body, done) {
  const child = spawn('/usr/sbin/sendmail', ['-t', '-oi']);
  child.on('close', done);
  child.stdin.write(lines.join('\n'));
  child.stdin.end('\n\n' + body + '\n');
}

http.createServer((req, res) => {
  if (req.method !== 'POST') {
    res.writeHead(405);
    return res.end();
  }
  let raw = '';
  req.on('data', (c) => { raw += c; if (raw.length > 1e5) req.destroy(); });
  req.on('end', () => {
    const form = new URLSearchParams(raw);
    const from = form.get('from') || 'anonymous@example.com';
    const lines = ['To: box@example.com', 'From: ' + from, 'Subject: Suggestion'];
    sendmail(lines, form.get('text') || '', () => {
      res.writeHead(200, { 'Content-Type': 'text/plain' });
      res.end('Thank you');
    });
  });
}).listen(3403, '127.0.0.1');
