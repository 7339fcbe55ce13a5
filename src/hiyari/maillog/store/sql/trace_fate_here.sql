-- What became of an injector's messages on the host where they were handed in: recipients by domain, next hop and their
-- best outcome (3 accepted, 2 refused, 1 deferred).
WITH handed_in AS (
  SELECT m.message, m.queue_id, m.first_at
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
  SELECT h.message, h.queue_id, h.first_at
  FROM handed_in h
  WHERE h.message NOT IN (SELECT message FROM filtered)
),
handed AS (
  SELECT d.message, d.recipient, d.domain, d.relay, d.relay_address, d.way,
    max(CASE d.outcome WHEN 'accepted' THEN 3 WHEN 'refused' THEN 2 ELSE 1 END) AS best
  FROM deliveries d
  JOIN mine f ON f.message = d.message
  WHERE d.at BETWEEN $since AND $until + 864000000000
  GROUP BY d.message, d.recipient, d.domain, d.relay, d.relay_address, d.way
),
outcomes AS (
  SELECT message, recipient, domain, max(best) AS outcome, max(relay) AS next_hop, max(relay_address) AS next_address,
    max(CASE WHEN way = 'filter' THEN 1 ELSE 0 END) AS filtered
  FROM handed
  GROUP BY message, recipient, domain
)
SELECT domain, outcome, count(*) AS recipients, next_hop, next_address, filtered
FROM outcomes
GROUP BY domain, outcome, next_hop, next_address, filtered
ORDER BY recipients DESC, domain, outcome, next_hop, next_address
LIMIT 50000
