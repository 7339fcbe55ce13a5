-- A message of an injector that may still wait in the queue of its host: the log does not say that it left, and it was
-- not tried yet, or a recipient was put off last. Some mail servers log no end of any message.
WITH handed_in AS (
  SELECT m.message, m.queue_id, m.first_at, m.host, m.ending, m.last_at, m.format
  FROM messages m
  WHERE m.host = $host
    AND m.first_at BETWEEN $since AND $until
    AND ($origin IS NULL OR m.origin = $origin)
    AND ($uid IS NULL OR m.uid = $uid)
    AND ($login IS NULL OR m.login = $login)
    AND ($sasl IS NULL OR m.sasl = $sasl)
    AND ($address IS NULL OR m.address = $address)
),
filtered AS (
  SELECT h.message
  FROM handed_in h
  JOIN deliveries d ON d.queued_as = h.queue_id
  WHERE $again = 1
    AND d.host = $host
    AND (d.way = 'filter' OR d.relay_address IN ('127.0.0.1', '::1'))
    AND d.outcome = 'accepted'
    AND d.at BETWEEN $since - 300000000 AND $until + 3900000000
    AND d.at BETWEEN h.first_at - 300000000 AND h.first_at + 3900000000
),
mine AS (
  SELECT h.message, h.queue_id, h.first_at, h.host, h.ending, h.last_at, h.format
  FROM handed_in h
  WHERE h.message NOT IN (SELECT message FROM filtered)
),
lasting AS (
  SELECT d.message, d.recipient,
    max(d.at * 4 + CASE d.outcome WHEN 'accepted' THEN 3 WHEN 'refused' THEN 2 ELSE 1 END) AS latest
  FROM deliveries d
  JOIN mine f ON f.message = d.message
  WHERE d.at BETWEEN $since AND $until + 864000000000
  GROUP BY d.message, d.recipient
),
tried AS (
  SELECT message, sum(CASE WHEN latest % 4 = 1 THEN 1 ELSE 0 END) AS pending
  FROM lasting
  GROUP BY message
)
SELECT h.host, h.queue_id, h.last_at, h.format
FROM mine h
LEFT JOIN tried t ON t.message = h.message
WHERE h.ending = 'open'
  AND (t.pending IS NULL OR t.pending > 0)
ORDER BY h.last_at DESC, h.queue_id
LIMIT 10000
