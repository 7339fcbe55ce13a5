#!/usr/bin/env node
'use strict';
// 問い合わせ受付 (パッケージなし)
const http = require('node:http');
const { execFile } = require('node:child_process');

const UKETSUKE = { kaiin: 'kaiin@example.jp', jimu: 'jimu@example.jp' };
const oneLine = (value) => String(value ?? '').replace(/[\r\n\u2028\u2029]+/g, ' ').trim();

function letter({ to, reply, title, text }) {
  const head = new Map([
    ['From', 'www@example.jp'],
    ['To', to],
    ['Reply-To', oneLine(reply)],
    ['Subject', `=?UTF-8?B?${Buffer.from(oneLine(title)).toString('base64')}?=`],
    ['Content-Type', 'text/plain; charset=UTF-8'],
  ]);
  return [...head].map(([k, v]) => `${k}: ${v}`).join('\n') + '\n\n' + text + '\n';
}

const server = http.createServer(async (req, res) => {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
  const to = Object.hasOwn(UKETSUKE, form.get('atesaki')) ? UKETSUKE[form.get('atesaki')] : null;
  if (!to || !form.get('text')) {
    res.writeHead(400, { 'Content-Type': 'text/plain; charset=utf-8' }).end('入力に誤りがあります');
    return;
  }
  const child = execFile('/usr/sbin/sendmail', ['-i', '--', to], (error) => {
    res.writeHead(error ? 500 : 200, { 'Content-Type': 'text/plain; charset=utf-8' }).end(error ? '送信失敗' : '受け付けました');
  });
  child.stdin.end(letter({ to, reply: form.get('mail'), title: form.get('title'), text: form.get('text') }));
});

server.listen(7004, '127.0.0.1');
