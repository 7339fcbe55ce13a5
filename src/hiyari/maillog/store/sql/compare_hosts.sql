-- A row is a host that sent outside: its attempts, the first and the last moment.
SELECT host, count(*) AS attempts, min(d.at) AS first_at, max(d.at) AS last_at
FROM deliveries AS d
WHERE way = 'outside' AND d.at >= $since AND d.at < $until
GROUP BY host
