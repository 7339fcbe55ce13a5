"""Roundabout ways in which JavaScript sends a mail to ``t``."""

from __future__ import annotations

from typing import Final

SINKS: Final = {
    "plain": ("", "tr.sendMail({ to: t, from: 'a@example.jp', subject: 's', text: 'b' });"),
    "wrapper": (
        "function go(t) { return tr.sendMail({ to: t, from: 'a@example.jp', subject: 's', text: 'b' }); }",
        "go(t);",
    ),
    "wrapper object": (
        "const post = { go(t) { tr.sendMail({ to: t, from: 'a@example.jp', subject: 's', text: 'b' }); } };",
        "post.go(t);",
    ),
    "options variable": ("", "const o = { from: 'a@example.jp', text: 'b' }; o.to = t; tr.sendMail(o);"),
    "options computed": ("", "const o = { from: 'a@example.jp', ['t' + 'o']: t }; tr.sendMail(o);"),
    "options spread": ("", "const o = { to: t }; tr.sendMail({ ...o, text: 'b' });"),
    "options assigned": ("", "tr.sendMail(Object.assign({ text: 'b' }, { to: t }));"),
    "options made": ("const made = to => ({ to, text: 'b' });", "tr.sendMail(made(t));"),
    "options class": ("class Mail { constructor(to) { this.to = to; this.text = 'b'; } }", "tr.sendMail(new Mail(t));"),
    "options frozen": ("", "tr.sendMail(Object.freeze({ to: t, text: 'b' }));"),
    "options entries": ("", "tr.sendMail(Object.fromEntries([['to', t], ['text', 'b']]));"),
    "options json": ("", "tr.sendMail(JSON.parse(JSON.stringify({ to: t, text: 'b' })));"),
    "options address": ("", "tr.sendMail({ to: { name: 'x', address: t }, text: 'b' });"),
    "options list": ("", "tr.sendMail({ to: ['a@example.jp', t], text: 'b' });"),
    "options bcc": ("", "tr.sendMail({ to: 'a@example.jp', bcc: t, text: 'b' });"),
    "options envelope": (
        "",
        "tr.sendMail({ to: 'a@example.jp', envelope: { from: 'a@example.jp', to: [t] }, text: 'b' });",
    ),
    "computed": ("", "tr['send' + 'Mail']({ to: t, text: 'b' });"),
    "call": ("", "tr.sendMail.call(tr, { to: t, text: 'b' });"),
    "apply": ("", "tr.sendMail.apply(tr, [{ to: t, text: 'b' }]);"),
    "bind": ("", "const send = tr.sendMail.bind(tr); send({ to: t, text: 'b' });"),
    "bind outside": ("const send = tr.sendMail.bind(tr);", "send({ to: t, text: 'b' });"),
    "reflect": ("", "Reflect.apply(tr.sendMail, tr, [{ to: t, text: 'b' }]);"),
    "destructured": ("", "const { sendMail } = tr; sendMail.call(tr, { to: t, text: 'b' });"),
    "alias": ("", "const u = tr; u.sendMail({ to: t, text: 'b' });"),
    "arrow alias": ("const send = o => tr.sendMail(o);", "send({ to: t, text: 'b' });"),
    "promisified": (
        "const { promisify } = require('util'); const send = promisify(tr.sendMail).bind(tr);",
        "await send({ to: t, text: 'b' });",
    ),
    "class": (
        "class Mailer { constructor(tr) { this.tr = tr; } go(t) { return this.tr.sendMail({ to: t, text: 'b' }); } } const m = new Mailer(tr);",
        "m.go(t);",
    ),
    "class private": (
        "class Mailer { #tr = tr; go(t) { return this.#tr.sendMail({ to: t, text: 'b' }); } }",
        "new Mailer().go(t);",
    ),
    "class inherited": (
        "class A { go(t) { tr.sendMail({ to: t, text: 'b' }); } } class B extends A {}",
        "new B().go(t);",
    ),
    "class static": ("class A { static go(t) { tr.sendMail({ to: t, text: 'b' }); } }", "A.go(t);"),
    "constructor sends": ("class A { constructor(t) { tr.sendMail({ to: t, text: 'b' }); } }", "new A(t);"),
    "setter sends": ("class A { set t(v) { tr.sendMail({ to: v, text: 'b' }); } }", "new A().t = t;"),
    "getter sends": ("", "const o = { get go() { return tr.sendMail({ to: t, text: 'b' }); } }; o.go;"),
    "tagged sends": ("const go = (s, t) => tr.sendMail({ to: t, text: 'b' });", "go`${t}`;"),
    "emitter": (
        "const E = require('events'); const bus = new E(); bus.on('m', t => tr.sendMail({ to: t, text: 'b' }));",
        "bus.emit('m', t);",
    ),
    "queue": (
        "const queue = []; setInterval(() => { const t = queue.shift(); if (t) tr.sendMail({ to: t, text: 'b' }); }, 100);",
        "queue.push(t);",
    ),
    "timer": ("", "setTimeout(() => { tr.sendMail({ to: t, text: 'b' }); }, 5);"),
    "timer argument": ("const go = t => tr.sendMail({ to: t, text: 'b' });", "setTimeout(go, 5, t);"),
    "immediate": ("", "setImmediate(() => tr.sendMail({ to: t, text: 'b' }));"),
    "microtask": ("", "queueMicrotask(() => tr.sendMail({ to: t, text: 'b' }));"),
    "then": ("", "Promise.resolve(t).then(x => tr.sendMail({ to: x, text: 'b' }));"),
    "then named": ("const go = t => tr.sendMail({ to: t, text: 'b' });", "Promise.resolve(t).then(go);"),
    "then chain": ("", "Promise.resolve().then(() => t).then(x => tr.sendMail({ to: x, text: 'b' }));"),
    "catch": ("", "Promise.reject(t).catch(x => tr.sendMail({ to: x, text: 'b' }));"),
    "all": ("", "await Promise.all([t].map(x => tr.sendMail({ to: x, text: 'b' })));"),
    "for each": ("", "[t].forEach(x => tr.sendMail({ to: x, text: 'b' }));"),
    "for each named": ("const go = t => tr.sendMail({ to: t, text: 'b' });", "[t].forEach(go);"),
    "generator": ("function* g(t) { yield tr.sendMail({ to: t, text: 'b' }); }", "[...g(t)];"),
    "dispatch": (
        "const table = { mail: t => tr.sendMail({ to: t, text: 'b' }), log: t => console.log(t) };",
        "table[req.body.kind](t);",
    ),
    "dispatch map": (
        "const table = new Map(); table.set('mail', t => tr.sendMail({ to: t, text: 'b' }));",
        "table.get('mail')(t);",
    ),
    "decorator": (
        "const logged = f => (...a) => { console.log('x'); return f(...a); }; const go = logged(t => tr.sendMail({ to: t, text: 'b' }));",
        "go(t);",
    ),
    "made inside": ("", "require('nodemailer').createTransport({ sendmail: true }).sendMail({ to: t, text: 'b' });"),
    "made by function": ("const mk = () => nodemailer.createTransport({});", "mk().sendMail({ to: t, text: 'b' });"),
    "made lazily": (
        "let one; const get = () => one || (one = nodemailer.createTransport({}));",
        "get().sendMail({ to: t, text: 'b' });",
    ),
    "dynamic import": (
        "",
        "const nm = await import('nodemailer'); nm.createTransport({}).sendMail({ to: t, text: 'b' });",
    ),
    "proxy": ("const px = new Proxy(tr, {});", "px.sendMail({ to: t, text: 'b' });"),
    "exec": ("const { exec } = require('child_process');", "exec('mail -s x ' + t);"),
    "exec template": ("const cp = require('child_process');", "cp.execSync(`echo x | mail -s x ${t}`);"),
    "spawn": (
        "const { spawn } = require('child_process');",
        "const p = spawn('sendmail', ['-t']); p.stdin.write('To: ' + t + '\\n\\nx'); p.stdin.end();",
    ),
    "spawn argument": (
        "const { spawn } = require('child_process');",
        "const p = spawn('/usr/sbin/sendmail', [t]); p.stdin.end('Subject: x\\n\\nx');",
    ),
    "smtp": (
        "const net = require('net');",
        "const s = net.connect(25, '192.0.2.1'); s.write('RCPT TO:<' + t + '>\\r\\n');",
    ),
    "optional": ("", "tr?.sendMail?.({ to: t, text: 'b' });"),
    "comma": ("", "(0, tr.sendMail)({ to: t, text: 'b' });"),
    "conditional call": ("", "req.body.x && tr.sendMail({ to: t, text: 'b' });"),
    "ternary": ("", "req.body.x ? tr.sendMail({ to: t, text: 'b' }) : res.end();"),
    "await": ("", "await tr.sendMail({ to: t, text: 'b' });"),
    "try": ("", "try { await tr.sendMail({ to: t, text: 'b' }); } catch { res.end(); }"),
    "finally": ("", "try { JSON.parse('x'); } finally { tr.sendMail({ to: t, text: 'b' }); }"),
    "void": ("", "void tr.sendMail({ to: t, text: 'b' });"),
    "returned": ("", "return tr.sendMail({ to: t, text: 'b' });"),
    "function made": (
        "function maker(tr) { return { go: t => tr.sendMail({ to: t, text: 'b' }) }; } const m = maker(tr);",
        "m.go(t);",
    ),
    "template engine": (
        "",
        "const raw = `To: ${t}\\r\\nSubject: s\\r\\n\\r\\nb`; tr.sendMail({ envelope: { from: 'a@example.jp', to: 'a@example.jp' }, raw });",
    ),
    "headers": ("", "tr.sendMail({ to: 'a@example.jp', headers: { Bcc: t }, text: 'b' });"),
}
"""What is defined before, and what sends."""

HANDLERS: Final = {
    "hapi": 'require("@hapi/hapi").server().route({ method: "POST", path: "/x", handler: async (request, h) => { const { t } = request.payload; SEND } });',
    "hapi method": 'require("@hapi/hapi").server().route({ method: "POST", path: "/x", async handler(request, h) { const t = request.payload.t; SEND } });',
    "hapi named": 'const go = async (req, h) => { const t = req.payload.t; SEND }; require("@hapi/hapi").server().route([{ method: "POST", path: "/x", handler: go }]);',
    "fastify": 'require("fastify")().route({ method: "POST", url: "/x", handler: async (request, reply) => { const t = request.body.t; SEND } });',
    "koa": 'const Koa = require("koa"); new Koa().use(async function (ctx) { const t = ctx.request.body.t; SEND });',
    "decorator": 'class C { @Post("x") async send(b) { const t = b.t; SEND } }',
    "with": 'with (Math) { app.post("/x", (req, res) => { const t = req.body.t; SEND }); }',
    "static block": 'class A { static { app.post("/x", (req, res) => { const t = req.body.t; SEND }); } }',
}
"""Handlers of other frameworks, and in other places; ``SEND`` sends a mail to ``t``."""
