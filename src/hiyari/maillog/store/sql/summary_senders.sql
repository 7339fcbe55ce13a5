-- A row: one sender of one host ($together = 1: of all hosts) that is among the $top by messages or by octets.
WITH returned AS (
    -- What came back from a content filter was counted when it came in first.
    SELECT DISTINCT m.message
    FROM messages AS m
    INNER JOIN deliveries AS d ON d.host = m.host AND d.queued_as = m.queue_id
    WHERE d.way = 'filter' AND m.first_at >= $since AND m.first_at < $until
        AND d.at >= m.first_at AND d.at < m.first_at + 3600000000
)
SELECT g.whose, g.sender, g.messages, g.octets, g.largest, g.by_messages, g.by_octets, g.groups
FROM (
    SELECT
        CASE WHEN $together = 1 THEN NULL ELSE m.host END AS whose,
        m.sender,
        count(*) AS messages,
        sum(m.size) AS octets,
        max(m.size) AS largest,
        row_number() OVER (
            PARTITION BY CASE WHEN $together = 1 THEN NULL ELSE m.host END ORDER BY count(*) DESC, m.sender
        ) AS by_messages,
        row_number() OVER (
            PARTITION BY CASE WHEN $together = 1 THEN NULL ELSE m.host END ORDER BY sum(m.size) DESC, m.sender
        ) AS by_octets,
        count(*) OVER (PARTITION BY CASE WHEN $together = 1 THEN NULL ELSE m.host END) AS groups
    FROM messages AS m
    LEFT JOIN returned AS r ON r.message = m.message
    WHERE r.message IS NULL AND m.first_at >= $since AND m.first_at < $until
    GROUP BY 1, 2
) AS g
WHERE g.by_messages <= $top OR g.by_octets <= $top
ORDER BY g.whose, g.by_messages
