-- What became of an injector's messages, followed by Message-ID over all hosts whose logs were read. Two kinds of rows:
-- a recipients' domain with its best outcome (3 accepted, 2 refused, 1 deferred) and the number of recipients;
-- or, with the outcome 0, a host and queue id where a message may still wait. A hand-over to a host whose own log was
-- read is not counted: what that host did is.
WITH
-- include mine
,
family AS (
  SELECT message, host, queue_id, message_id, ending, last_at
  FROM mine
  UNION
  SELECT m.message, m.host, m.queue_id, m.message_id, m.ending, m.last_at
  FROM messages m
  WHERE m.first_at BETWEEN $since AND $until + 432000000000
    AND m.message_id IN (SELECT message_id FROM mine)
),
handed AS (
  SELECT d.message, d.recipient, d.domain,
    max(CASE d.outcome WHEN 'accepted' THEN 3 WHEN 'refused' THEN 2 ELSE 1 END) AS best
  FROM deliveries d
  JOIN family f ON f.message = d.message
  LEFT JOIN family n ON n.queue_id = d.queued_as AND n.message_id = f.message_id
  WHERE d.at BETWEEN $since AND $until + 864000000000
    AND n.message IS NULL
  GROUP BY d.message, d.recipient, d.domain
),
rows_of_both AS (
  SELECT domain AS name, CAST(best AS BIGINT) AS outcome, CAST(count(*) AS BIGINT) AS number, '' AS queue_id
  FROM handed
  GROUP BY domain, best
  UNION ALL
  SELECT host AS name, CAST(0 AS BIGINT) AS outcome, last_at AS number, queue_id
  FROM family
  WHERE ending = 'open'
)
SELECT name, outcome, number, queue_id
FROM rows_of_both
ORDER BY outcome, number DESC, name, queue_id
LIMIT 50000
