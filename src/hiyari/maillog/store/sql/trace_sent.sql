-- A message that left for another host, or should have: by time, and by sender and recipient where they are given.
-- In no order: the first are a sample.
SELECT
  m.message, m.host, m.queue_id, m.first_at, m.last_at, m.ending, m.origin, m.uid, m.login, m.client, m.address,
  m.sasl, m.cwd, m.script, m.sender, m.message_id, m.subject, m.recipients, m.parent,
  m.format
FROM messages m
WHERE m.first_at BETWEEN $since - 432000000000 AND $until
  AND ($sender IS NULL OR lower(m.sender) = $sender)
  AND ($host IS NULL OR m.host = $host)
  AND m.message IN (
    SELECT d.message
    FROM deliveries d
    WHERE d.at BETWEEN $since AND $until
      AND d.way = 'outside'
      AND ($recipient IS NULL OR lower(d.recipient) = $recipient)
      AND ($domain IS NULL OR d.domain = $domain)
  )
ORDER BY ((m.message % 100003) * 31337) % 100003, m.message
LIMIT 200
