#!/usr/bin/env node
// the reservation desk: the page sends the name of a desk, not an address
const fastify = require('fastify')();
const nodemailer = require('nodemailer');

const desks = new Map([
  ['ferry', 'ferry@example.com'],
  ['train', 'train@example.com'],
]);
const smtp = nodemailer.createTransport({ host: 'localhost', port: 1025, ignoreTLS: true });

const schema = {
  body: {
    type: 'object',
    required: ['desk', 'from', 'seats'],
    properties: {
      desk: { type: 'string', maxLength: 20 },
      from: { type: 'string', format: 'email' },
      seats: { type: 'integer', minimum: 1, maximum: 9 },
      note: { type: 'string', maxLength: 1000 },
    },
  },
};

fastify.post('/reserve', { schema }, async (request, reply) => {
  const { desk, from, seats, note } = request.body;
  const to = desks.get(desk);
  if (!to) {
    return reply.code(404).send({ error: 'no such desk' });
  }
  await smtp.sendMail({ from: 'desk@example.com', to, replyTo: from, subject: `${seats} seats`, text: note || '-' });
  // the traveller hears that it has arrived, nothing else
  await smtp.sendMail({ from: 'desk@example.com', to: from, subject: 'Reservation', text: `We noted ${seats} seats.` });
  return { ok: true };
});

fastify.listen({ port: 3406, host: '127.0.0.1' });
