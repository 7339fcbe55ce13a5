-- A row: how many different senders and clients put mail into the queue of one host ($together = 1: of all hosts).
SELECT
    CASE WHEN $together = 1 THEN NULL ELSE m.host END AS whose,
    count(DISTINCT m.sender) AS senders,
    count(DISTINCT m.sender_domain) AS domains,
    count(DISTINCT m.address) AS clients
FROM messages AS m
WHERE m.first_at >= $since AND m.first_at < $until AND m.origin IN ('network', 'local', 'unknown')
GROUP BY 1
ORDER BY 1
