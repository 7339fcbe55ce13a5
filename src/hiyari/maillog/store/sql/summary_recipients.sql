-- A row: one recipient of one host ($together = 1: of all hosts) that is among the $top by messages taken or by octets.
SELECT g.whose, g.recipient, g.messages, g.octets, g.largest, g.by_messages, g.by_octets, g.groups
FROM (
    SELECT
        CASE WHEN $together = 1 THEN NULL ELSE d.host END AS whose,
        d.recipient,
        count(*) AS messages,
        sum(m.size) AS octets,
        max(m.size) AS largest,
        row_number() OVER (
            PARTITION BY CASE WHEN $together = 1 THEN NULL ELSE d.host END ORDER BY count(*) DESC, d.recipient
        ) AS by_messages,
        row_number() OVER (
            PARTITION BY CASE WHEN $together = 1 THEN NULL ELSE d.host END ORDER BY sum(m.size) DESC, d.recipient
        ) AS by_octets,
        count(*) OVER (PARTITION BY CASE WHEN $together = 1 THEN NULL ELSE d.host END) AS groups
    FROM deliveries AS d
    LEFT JOIN messages AS m ON m.message = d.message
    WHERE d.at >= $since AND d.at < $until AND d.outcome = 'accepted' AND d.way <> 'filter'
    GROUP BY 1, 2
) AS g
WHERE g.by_messages <= $top OR g.by_octets <= $top
ORDER BY g.whose, g.by_messages
