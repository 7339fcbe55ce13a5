-- A row: how many messages of one kind came into the queue of one host ($together = 1: of all hosts).
-- The kind is the origin, or 'filter' for what came back from a content filter and was counted before.
WITH returned AS (
    SELECT DISTINCT m.message
    FROM messages AS m
    INNER JOIN deliveries AS d ON d.host = m.host AND d.queued_as = m.queue_id
    WHERE d.way = 'filter' AND m.first_at >= $since AND m.first_at < $until
        AND d.at >= m.first_at AND d.at < m.first_at + 3600000000
)
SELECT
    CASE WHEN $together = 1 THEN NULL ELSE m.host END AS whose,
    CASE WHEN r.message IS NOT NULL THEN 'filter' ELSE coalesce(m.origin, 'unknown') END AS kind,
    count(*) AS messages,
    sum(m.size) AS octets,
    sum(CASE WHEN m.size IS NULL THEN 1 ELSE 0 END) AS sizeless,
    sum(CASE WHEN m.ending = 'removed' THEN 0 ELSE 1 END) AS endless,
    min(m.first_at) AS earliest,
    max(m.last_at) AS latest
FROM messages AS m
LEFT JOIN returned AS r ON r.message = m.message
WHERE m.first_at >= $since AND m.first_at < $until
GROUP BY 1, 2
ORDER BY 1, 2
