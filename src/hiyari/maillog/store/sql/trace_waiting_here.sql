-- A message of an injector that may still wait in the queue of its host: the log does not say that it left, and it was
-- not tried yet, or a recipient was put off last. Some mail servers log no end of any message.
WITH
-- include mine
,
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
