-- A message that a client handed in. In no order: the first are a sample.
SELECT
  m.message, m.host, m.queue_id, m.first_at, m.last_at, m.ending, m.origin, m.uid, m.login, m.client, m.address,
  m.sasl, m.cwd, m.script, m.sender, m.message_id, m.subject, m.recipients, m.parent,
  m.format
FROM messages m
WHERE m.address = $address
  AND m.first_at BETWEEN $since AND $until
ORDER BY ((m.message % 100003) * 31337) % 100003, m.message
LIMIT 200
