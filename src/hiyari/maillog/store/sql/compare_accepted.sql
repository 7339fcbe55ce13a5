-- A row is a destination and a host: the first and the last moment at which it took a message. Only the destinations
-- that are named.
SELECT coalesce(d.provider, d.domain) AS destination, d.host AS host, min(d.at) AS first_at, max(d.at) AS last_at
FROM deliveries AS d
WHERE d.way = 'outside' AND d.outcome = 'accepted' AND d.host IS NOT NULL AND d.at >= $since AND d.at < $until
    AND strpos($destinations, concat(' ', coalesce(d.provider, d.domain), ' ')) > 0
GROUP BY coalesce(d.provider, d.domain), d.host
