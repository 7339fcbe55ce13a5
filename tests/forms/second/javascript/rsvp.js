'use strict';
const Koa = require('koa');
const bodyParser = require('koa-bodyparser');
const validator = require('validator');
const nodemailer = require('nodemailer');

const app = new Koa();
const mailer = nodemailer.createTransport({ sendmail: true });
const HOSTS = 'wedding@anna-und-ben.example';

app.use(bodyParser());
app.use(async (ctx) => {
  if (ctx.path !== '/rsvp' || ctx.method !== 'POST') {
    ctx.throw(404);
  }
  const { name, email, message } = ctx.request.body;
  if (!validator.isEmail(email)) {
    ctx.throw(400, 'email');
  }
  const text = `${name} (${email})\n\n${message}`;
  await mailer.sendMail({ from: HOSTS, to: HOSTS, subject: 'RSVP', text });
  await mailer.sendMail({
    from: HOSTS,
    to: email,
    subject: 'Thank you for your answer',
    text: `We got this from you:\n\n${text}`,
  });
  ctx.body = 'ok';
});
app.listen(8080);
