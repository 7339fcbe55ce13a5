-- A row: a host, and from when to when its log speaks.
SELECT
    t.host AS host,
    min(t.told_at) AS first_at,
    max(t.told_at) AS last_at
FROM (
    SELECT d.host AS host, d.at AS told_at FROM deliveries AS d
    UNION ALL
    SELECT r.host AS host, r.at AS told_at FROM rejects AS r
) AS t
GROUP BY t.host
ORDER BY t.host
