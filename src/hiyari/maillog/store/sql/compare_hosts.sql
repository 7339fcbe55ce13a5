-- A row is a host that sent outside: its attempts, the first and the last moment.
SELECT d.host AS host, count(*) AS attempts, min(d.at) AS first_at, max(d.at) AS last_at
FROM deliveries AS d
WHERE d.way = 'outside' AND d.host IS NOT NULL AND d.at >= $since AND d.at < $until
GROUP BY d.host
