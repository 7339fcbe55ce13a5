-- Users of a host, and the host itself by SMTP, that handed mail in: the busiest first.
SELECT m.host, m.origin, m.uid, m.login,
  CASE WHEN m.address IN ('127.0.0.1', '::1') THEN '127.0.0.1' END AS address,
  count(*) AS messages
FROM messages m
WHERE m.sasl IS NULL
  AND (m.uid IS NOT NULL OR m.login IS NOT NULL OR m.address IN ('127.0.0.1', '::1'))
GROUP BY 1, 2, 3, 4, 5
ORDER BY messages DESC, 1, 2, 3, 4, 5
LIMIT 20
