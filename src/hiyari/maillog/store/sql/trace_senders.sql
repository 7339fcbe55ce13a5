-- Who handed in what left for another host, or should have, in a time: as the log of the host says it, and how much.
SELECT m.host, m.origin, m.uid, m.login, m.sasl, m.address, max(m.client), count(*) AS messages
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
GROUP BY m.host, m.origin, m.uid, m.login, m.sasl, m.address
ORDER BY messages DESC, m.host, m.origin, m.uid, m.login, m.sasl, m.address
LIMIT 20000
