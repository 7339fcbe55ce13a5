#!/usr/bin/env node
// Feedback server without any package. Sends by sendmail.
const http = require('http');
const querystring = require('querystring');
const { spawn } = require('child_process');

const OFFICE = 'office@example.com';

function send(fields, done) {
  const child = spawn('/usr/sbin/sendmail', ['-i', OFFICE]);
  child.on('error', done);
  child.on('close', (code) => done(code ? new Error('sendmail ' + code) : null));
  child.stdin.write('To: ' + OFFICE + '\n');
  child.stdin.write('From: ' + fields.name + ' <' + fields.email + '>\n');
  child.stdin.write('Subject: ' + (fields.subject || 'Feedback') + '\n\n');
  child.stdin.end(fields.text + '\n');
}

http
  .createServer((req, res) => {
    let body = '';
    req.on('data', (chunk) => {
      body += chunk;
      if (body.length > 1e5) req.destroy();
    });
    req.on('end', () => {
      const fields = querystring.parse(body);
      if (req.method !== 'POST' || !fields.text || !fields.email) {
        res.writeHead(400);
        res.end('text and email, please');
        return;
      }
      send(fields, (err) => {
        res.writeHead(err ? 500 : 200, { 'Content-Type': 'text/plain' });
        res.end(err ? 'failed' : 'sent');
      });
    });
  })
  .listen(7003, '127.0.0.1');
