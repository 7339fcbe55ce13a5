-- Who handed in what came from a client in a time: as the log of the host says it, and how much.
SELECT m.host, m.origin, m.uid, m.login, m.sasl, m.address, max(m.client), count(*) AS messages
FROM messages m
WHERE m.address = $address
  AND m.first_at BETWEEN $since AND $until
GROUP BY m.host, m.origin, m.uid, m.login, m.sasl, m.address
ORDER BY messages DESC, m.host, m.origin, m.uid, m.login, m.sasl, m.address
LIMIT 20000
