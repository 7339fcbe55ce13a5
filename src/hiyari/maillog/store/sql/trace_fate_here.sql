-- What became of an injector's messages on the host where they were handed in: recipients by domain, next hop and their
-- best outcome (3 accepted, 2 refused, 1 deferred).
WITH
-- include mine
,
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
