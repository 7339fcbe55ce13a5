-- A row: a message that a host first sent one way in a time, with its injector: examples for an alarm.
-- Who injected what came back from a content filter is known as in baseline_sent.sql.
WITH filtered AS (
    SELECT
        c.message AS message,
        c.before AS before
    FROM (
        SELECT
            m.message AS message,
            d.message AS before,
            row_number() OVER (PARTITION BY m.message ORDER BY d.at, d.queue_id, d.message) AS place
        FROM messages AS m
        INNER JOIN deliveries AS d ON d.host = m.host AND d.queued_as = m.queue_id
        WHERE m.host = $host AND d.way = 'filter' AND d.at >= m.first_at AND d.at < m.first_at + 3600000000
    ) AS c
    WHERE c.place = 1
),
attempts AS (
    SELECT
        d.message AS message,
        min(d.at) AS tried_at,
        min(d.domain) AS domain,
        max(CASE WHEN d.original <> d.recipient THEN 1 ELSE 0 END) AS forwarded,
        count(DISTINCT d.recipient) AS recipients
    FROM deliveries AS d
    WHERE d.host = $host AND d.way = $way AND d.at < $until
    GROUP BY d.message
)
SELECT
    m.queue_id AS queue_id,
    m.sender AS sender,
    a.domain AS domain,
    CASE WHEN o.message IS NULL THEN m.origin ELSE o.origin END AS origin,
    CASE WHEN o.message IS NULL THEN m.uid ELSE o.uid END AS uid,
    CASE WHEN o.message IS NULL THEN m.login ELSE o.login END AS login,
    CASE WHEN o.message IS NULL THEN m.sasl ELSE o.sasl END AS sasl,
    CASE WHEN o.message IS NULL THEN m.address ELSE o.address END AS address,
    a.forwarded AS forwarded,
    a.recipients AS recipients
FROM messages AS m
INNER JOIN attempts AS a ON a.message = m.message
LEFT JOIN filtered AS f ON f.message = m.message
LEFT JOIN filtered AS g ON g.message = f.before
LEFT JOIN messages AS o ON o.message = coalesce(g.before, f.before)
WHERE m.host = $host AND a.tried_at >= $since
ORDER BY 10 DESC, 1
LIMIT 10000
