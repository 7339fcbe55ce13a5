-- A row: what one host ($together = 1: all hosts) did in a quarter of an hour, numbered since 1970 in UTC: with
-- quarters the hours of every time zone can be made.
WITH returned AS (
    -- What came back from a content filter was counted when it came in first.
    SELECT DISTINCT m.message
    FROM messages AS m
    INNER JOIN deliveries AS d ON d.host = m.host AND d.queued_as = m.queue_id
    WHERE d.way = 'filter' AND m.first_at >= $since AND m.first_at < $until
        AND d.at >= m.first_at AND d.at < m.first_at + 3600000000
)
SELECT
    CASE WHEN $together = 1 THEN NULL ELSE e.host END AS whose,
    e.quarter,
    sum(e.received) AS received,
    sum(e.accepted) AS accepted,
    sum(e.deferred) AS deferred,
    sum(e.refused) AS refused,
    sum(e.rejected) AS rejected
FROM (
    SELECT
        m.host, m.first_at // 900000000 AS quarter,
        1 AS received, 0 AS accepted, 0 AS deferred, 0 AS refused, 0 AS rejected
    FROM messages AS m
    LEFT JOIN returned AS b ON b.message = m.message
    WHERE b.message IS NULL AND m.first_at >= $since AND m.first_at < $until
        AND m.origin IN ('network', 'local', 'unknown')
    UNION ALL
    SELECT
        d.host, d.at // 900000000 AS quarter, 0 AS received,
        CASE WHEN d.outcome = 'accepted' THEN 1 ELSE 0 END AS accepted,
        CASE WHEN d.outcome = 'deferred' THEN 1 ELSE 0 END AS deferred,
        CASE WHEN d.outcome = 'refused' THEN 1 ELSE 0 END AS refused,
        0 AS rejected
    FROM deliveries AS d
    WHERE d.at >= $since AND d.at < $until AND NOT (d.way = 'filter' AND d.outcome = 'accepted')
    UNION ALL
    SELECT
        r.host, r.at // 900000000 AS quarter,
        0 AS received, 0 AS accepted, 0 AS deferred, 0 AS refused, 1 AS rejected
    FROM rejects AS r
    WHERE r.at >= $since AND r.at < $until AND r.outcome IN ('refused', 'deferred')
) AS e
GROUP BY 1, 2
ORDER BY 1, 2
