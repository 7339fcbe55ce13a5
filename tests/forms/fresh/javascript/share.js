import express from 'express';
import { createTransport } from 'nodemailer';

const router = express.Router();
const mailer = createTransport({ sendmail: true, newline: 'unix', path: '/usr/sbin/sendmail' });

router.post('/share', express.json(), async (request, response) => {
  const { recipients = [], text = '', url } = request.body;
  if (!Array.isArray(recipients) || recipients.length > 10) {
    return response.status(400).json({ error: 'recipients' });
  }
  const jobs = recipients
    .map((address) => address.trim())
    .filter((address) => address.includes('@'))
    .map((address) =>
      mailer.sendMail({
        from: 'share@example.com',
        to: address,
        subject: 'Somebody shares a page with you',
        html: `<p>${text}</p><a href="${url}">${url}</a>`,
      }),
    );
  const results = await Promise.allSettled(jobs);
  response.json({ sent: results.filter((one) => one.status === 'fulfilled').length });
});

export default router;
