-- What became of an injector's messages on the host where they were handed in: recipients by domain, next hop and their
-- best outcome (3 accepted, 2 refused, 1 deferred).
WITH handed_in AS (
  SELECT m.message_id, m.first_at, m.message
  FROM messages m
  WHERE m.host = $host
    AND m.first_at BETWEEN $since AND $until
    AND ($origin IS NULL OR m.origin = $origin)
    AND ($uid IS NULL OR m.uid = $uid)
    AND ($login IS NULL OR m.login = $login)
    AND ($sasl IS NULL OR m.sasl = $sasl)
    AND ($address IS NULL OR m.address = $address)
),
firsts AS (
  SELECT m.message_id, min(m.first_at) AS earliest
  FROM messages m
  WHERE $again = 1
    AND m.host = $host
    AND m.first_at BETWEEN $since - 3600000000 AND $until
    AND m.message_id IN (SELECT message_id FROM handed_in)
  GROUP BY m.message_id
),
mine AS (
  SELECT h.message_id, h.first_at, h.message
  FROM handed_in h
  LEFT JOIN firsts f ON f.message_id = h.message_id
  WHERE f.earliest IS NULL OR h.first_at = f.earliest
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
