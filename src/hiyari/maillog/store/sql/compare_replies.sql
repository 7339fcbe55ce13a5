-- A row is a destination, a host and the moment of its last acceptance there: the reply, and the relay that gave it.
-- Only the destinations that are named; since is the earliest of those moments, so that few replies are read.
SELECT coalesce(d.provider, d.domain) AS destination, d.host AS host, d.at AS moment, min(d.reply) AS reply,
    min(d.relay) AS relay
FROM deliveries AS d
WHERE d.way = 'outside' AND d.outcome = 'accepted' AND d.host IS NOT NULL AND d.at >= $since AND d.at < $until
    AND strpos($moments, concat(' ', d.host, ' ', CAST(d.at AS VARCHAR), ' ')) > 0
    AND strpos($destinations, concat(' ', coalesce(d.provider, d.domain), ' ')) > 0
GROUP BY coalesce(d.provider, d.domain), d.host, d.at
