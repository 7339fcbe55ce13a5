-- An address that an account handed mail in from: the client's name, messages, the first and the last.
SELECT m.address, max(m.client), count(*) AS messages, min(m.first_at), max(m.first_at)
FROM messages m
WHERE m.host = $host
  AND m.sasl = $sasl
  AND m.first_at BETWEEN $since AND $until
GROUP BY m.address
ORDER BY messages DESC, m.address
LIMIT 1000
