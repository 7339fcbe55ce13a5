-- A row: a host, and from when to when its log speaks.
SELECT
    host,
    min(at) AS first_at,
    max(at) AS last_at
FROM (
    SELECT host, at FROM deliveries
    UNION ALL
    SELECT host, at FROM rejects
)
GROUP BY host
ORDER BY host
