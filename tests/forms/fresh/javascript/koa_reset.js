'use strict';
const Koa = require('koa');
const Router = require('@koa/router');
const bodyParser = require('koa-bodyparser');
const crypto = require('crypto');
const nodemailer = require('nodemailer');
const db = require('./db');

const app = new Koa();
const router = new Router();
const mail = nodemailer.createTransport(process.env.SMTP_URL);

router.post('/forgot', async (ctx) => {
  const user = await db.users.findOne({ email: String(ctx.request.body.email).toLowerCase() });
  if (user) {
    const token = crypto.randomBytes(24).toString('hex');
    await db.tokens.insert({ user: user.id, token, expires: Date.now() + 3600e3 });
    await mail.sendMail({
      from: 'accounts@example.com',
      to: user.email,
      subject: 'Reset your password',
      text: `Please open https://www.example.com/reset/${token}`,
    });
  }
  ctx.body = 'If there is such an account, a mail was sent.';
});

app.use(bodyParser());
app.use(router.routes());
app.listen(3000);
