-- What became of an injector's messages, followed over all hosts whose logs were read. Two kinds of rows:
-- a recipients' domain with its best outcome (3 accepted, 2 refused, 1 deferred) and the number of recipients;
-- or, with the outcome 0, a host and queue id where a message may still wait. A delivery leads on only where its reply
-- names a queue id that has the same Message-ID at that time, on another host or behind a content filter of this one,
-- up to two hops. Such a delivery is not counted: what the next host did is.
WITH
-- include mine
,
known AS (
  SELECT m.message, m.host, m.queue_id, m.message_id, m.first_at
  FROM messages m
  WHERE m.first_at BETWEEN $since AND $until + 432000000000
    AND m.message_id IN (SELECT message_id FROM mine)
),
steps AS (
  SELECT DISTINCT s.message AS source, n.message AS target, n.queue_id AS named
  FROM deliveries d
  JOIN known s ON s.message = d.message
  JOIN known n ON n.queue_id = d.queued_as AND n.message_id = s.message_id
  WHERE d.outcome = 'accepted'
    AND d.at BETWEEN $since AND $until + 864000000000
    AND d.at BETWEEN n.first_at - 300000000 AND n.first_at + 3900000000
    AND n.message <> s.message
    AND (n.host <> s.host OR d.way = 'filter' OR d.relay_address IN ('127.0.0.1', '::1'))
),
hop1 AS (
  SELECT target FROM steps WHERE source IN (SELECT message FROM mine)
),
hop2 AS (
  SELECT target FROM steps WHERE source IN (SELECT target FROM hop1)
),
family AS (
  SELECT message, host, queue_id, ending, last_at, format
  FROM mine
  UNION
  SELECT m.message, m.host, m.queue_id, m.ending, m.last_at, m.format
  FROM messages m
  WHERE m.first_at BETWEEN $since AND $until + 432000000000
    AND m.message IN (
      SELECT target FROM hop1 UNION SELECT target FROM hop2
    )
),
handed AS (
  SELECT d.message, d.recipient, d.domain,
    max(CASE d.outcome WHEN 'accepted' THEN 3 WHEN 'refused' THEN 2 ELSE 1 END) AS best
  FROM deliveries d
  JOIN family f ON f.message = d.message
  LEFT JOIN steps n ON n.source = d.message AND n.named = d.queued_as
  WHERE d.at BETWEEN $since AND $until + 864000000000
    AND n.source IS NULL
  GROUP BY d.message, d.recipient, d.domain
),
lasting AS (
  SELECT d.message, d.recipient,
    max(d.at * 4 + CASE d.outcome WHEN 'accepted' THEN 3 WHEN 'refused' THEN 2 ELSE 1 END) AS latest
  FROM deliveries d
  JOIN family f ON f.message = d.message
  WHERE d.at BETWEEN $since AND $until + 864000000000
  GROUP BY d.message, d.recipient
),
tried AS (
  SELECT message, sum(CASE WHEN latest % 4 = 1 THEN 1 ELSE 0 END) AS pending
  FROM lasting
  GROUP BY message
),
rows_of_both AS (
  SELECT domain AS name, CAST(best AS BIGINT) AS outcome, CAST(count(*) AS BIGINT) AS number, '' AS queue_id,
    '' AS format
  FROM handed
  GROUP BY domain, best
  UNION ALL
  SELECT f.host AS name, CAST(0 AS BIGINT) AS outcome, f.last_at AS number, f.queue_id, f.format
  FROM family f
  LEFT JOIN tried t ON t.message = f.message
  WHERE f.ending = 'open'
    AND (t.pending IS NULL OR t.pending > 0)
)
SELECT name, outcome, number, queue_id, format
FROM rows_of_both
ORDER BY outcome, number DESC, name, queue_id
LIMIT 50000
