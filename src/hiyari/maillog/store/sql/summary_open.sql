-- A row: a message of one host ($together = 1: of all hosts) whose end the log does not tell, the $top oldest of each.
SELECT g.whose, g.host, g.queue_id, g.first_at, g.last_at, g.sender, g.accepted, g.deferred, g.refused, g.groups
FROM (
    SELECT
        CASE WHEN $together = 1 THEN NULL ELSE m.host END AS whose,
        m.host, m.queue_id, m.first_at, m.last_at, m.sender, o.accepted, o.deferred, o.refused,
        count(*) OVER (PARTITION BY CASE WHEN $together = 1 THEN NULL ELSE m.host END) AS groups,
        row_number() OVER (
            PARTITION BY CASE WHEN $together = 1 THEN NULL ELSE m.host END ORDER BY m.first_at, m.host, m.queue_id
        ) AS place
    FROM messages AS m
    LEFT JOIN (
        SELECT
            d.message,
            sum(CASE WHEN d.outcome = 'accepted' THEN 1 ELSE 0 END) AS accepted,
            sum(CASE WHEN d.outcome = 'deferred' THEN 1 ELSE 0 END) AS deferred,
            sum(CASE WHEN d.outcome = 'refused' THEN 1 ELSE 0 END) AS refused
        FROM deliveries AS d
        GROUP BY d.message
    ) AS o ON o.message = m.message
    WHERE m.first_at >= $since AND m.first_at < $until AND (m.ending IS NULL OR m.ending <> 'removed')
) AS g
WHERE g.place <= $top
ORDER BY g.whose, g.place
