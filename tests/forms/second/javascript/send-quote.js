import nodemailer from 'nodemailer';

const transport = nodemailer.createTransport(process.env.SMTP_URL);

export default async function handler(req, res) {
  if (req.method !== 'POST') {
    res.setHeader('Allow', 'POST');
    return res.status(405).end();
  }
  const { to, subject, html } = req.body;
  if (!to || !html) {
    return res.status(422).json({ error: 'missing fields' });
  }
  try {
    await transport.sendMail({
      from: 'quotes@roofers-united.example',
      to,
      bcc: 'archive@roofers-united.example',
      subject: subject ?? 'Your quote',
      html,
    });
    return res.status(200).json({ ok: true });
  } catch (error) {
    return res.status(502).json({ error: String(error) });
  }
}
