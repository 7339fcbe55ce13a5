const express = require('express');
const { body, validationResult } = require('express-validator');
const nodemailer = require('nodemailer');

const router = express.Router();
const transporter = nodemailer.createTransport({ host: 'smtp.example.com', port: 587 });

const rules = [
  body('email').isEmail().normalizeEmail(),
  body('name').trim().notEmpty().escape(),
  body('people').isInt({ min: 1, max: 8 }).toInt(),
  body('note').optional().trim(),
];

async function sendBoth(booking) {
  const text = `Name: ${booking.name}\nPeople: ${booking.people}\nNote: ${booking.note}\n`;
  await transporter.sendMail({
    from: 'table@example.com',
    to: 'table@example.com',
    replyTo: booking.email,
    subject: 'Table booked',
    text,
  });
  await transporter.sendMail({
    from: 'table@example.com',
    to: booking.email,
    subject: 'Your booking',
    text: `Dear ${booking.name},\n\nwe have noted:\n\n${text}`,
  });
}

router.post('/book', rules, async (req, res) => {
  const errors = validationResult(req);
  if (!errors.isEmpty()) {
    return res.status(400).json({ errors: errors.array() });
  }
  await sendBoth(req.body);
  res.sendStatus(204);
});

module.exports = router;
