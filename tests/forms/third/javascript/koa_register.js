#!/usr/bin/env node
'use strict';

const Koa = require('koa');
const bodyParser = require('koa-bodyparser');
const nodemailer = require('nodemailer');

const app = new Koa();
const smtp = nodemailer.createTransport({ host: '127.0.0.1', port: 2525, ignoreTLS: true });
const seats = { morning: 20, evening: 40 };

class Registration {
  constructor(body) {
    this.email = String(body.email || '').trim();
    this.name = String(body.name || '').trim();
    this.slot = String(body.slot || '');
    this.remark = String(body.remark || '');
  }

  get valid() {
    return /^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(this.email) && this.name !== '' && Object.keys(seats).includes(this.slot);
  }

  summary() {
    return `Name: ${this.name}\nSlot: ${this.slot}\nRemark: ${this.remark}\n`;
  }
}

app.use(bodyParser());
app.use(async (ctx) => {
  if (ctx.method !== 'POST' || ctx.path !== '/register') return;
  const r = new Registration(ctx.request.body);
  if (!r.valid || seats[r.slot] < 1) ctx.throw(400, 'please check your entries');
  seats[r.slot] -= 1;
  await Promise.all([
    smtp.sendMail({ from: 'events@example.com', to: 'events@example.com', subject: 'Registration', text: r.summary() }),
    smtp.sendMail({ from: 'events@example.com', to: r.email, subject: 'You are registered', text: 'See you!\n\n' + r.summary() }),
  ]);
  ctx.body = 'registered';
});

app.listen(7006, '127.0.0.1');
