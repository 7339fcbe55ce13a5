// Shared by the forms of this folder.
'use strict';
const { spawnSync } = require('child_process');

const FORBIDDEN = /[\u0000-\u001f\u007f]/;

exports.compose = function compose(head, body) {
  return Object.keys(head)
    .map((k) => k + ': ' + head[k])
    .concat('', body, '')
    .join('\n');
};

exports.checked = function checked(head) {
  for (const [k, v] of Object.entries(head)) {
    if (FORBIDDEN.test(v)) throw new TypeError(k + ' must be one line');
  }
  return head;
};

exports.post = function post(to, message) {
  return spawnSync('/usr/sbin/sendmail', ['-i', to], { input: message }).status === 0;
};
