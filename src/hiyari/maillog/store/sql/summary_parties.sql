-- A row: how many different senders and clients put mail into the queue of one host ($together = 1: of all hosts).
WITH returned AS (
    -- What came back from a content filter was counted when it came in first.
    SELECT DISTINCT m.message
    FROM messages AS m
    INNER JOIN deliveries AS d ON d.host = m.host AND d.queued_as = m.queue_id
    WHERE d.way = 'filter' AND m.first_at >= $since AND m.first_at < $until
        AND d.at >= m.first_at AND d.at < m.first_at + 3600000000
)
SELECT
    CASE WHEN $together = 1 THEN NULL ELSE m.host END AS whose,
    count(DISTINCT m.sender) AS senders,
    count(DISTINCT m.sender_domain) AS domains,
    count(DISTINCT m.address) AS clients
FROM messages AS m
LEFT JOIN returned AS r ON r.message = m.message
WHERE r.message IS NULL AND m.first_at >= $since AND m.first_at < $until AND m.origin IN ('network', 'local', 'unknown')
GROUP BY 1
ORDER BY 1
