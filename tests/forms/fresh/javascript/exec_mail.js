#!/usr/bin/env node
const { exec } = require('child_process');
const { URLSearchParams } = require('url');

const query = new URLSearchParams(process.env.QUERY_STRING || '');
const quote = (s) => "'" + s.replace(/'/g, "'\\''") + "'";
const title = query.get('title') || 'no title';
const text = query.get('text') || '';

console.log('Content-Type: text/plain\n');
if (!text) {
  console.log('No text.');
  process.exit(0);
}
exec(`echo ${quote(text)} | mail -s "${title.replace(/"/g, '')}" editor@example.com`, (error) => {
  console.log(error ? 'Error' : 'Sent.');
});
