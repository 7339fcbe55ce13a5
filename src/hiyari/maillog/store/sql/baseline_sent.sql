-- A row: one hour (its first microsecond) of one host, injector and way; recipients whose first attempt was in it.
-- Who injected a message that came back from a content filter is who injected it before the filter.
-- Clients that send to our own mailboxes are not told apart.
WITH attempts AS (
    SELECT
        d.message AS message,
        d.way AS way,
        min(d.at) AS tried_at,
        count(DISTINCT d.recipient) AS recipients,
        max(CASE WHEN d.original <> d.recipient THEN 1 ELSE 0 END) AS forwarded
    FROM deliveries AS d
    WHERE d.way <> 'filter' AND d.at < $until
    GROUP BY d.message, d.way
),
filtered AS (
    SELECT
        m.message AS message,
        min(d.message) AS before
    FROM deliveries AS d
    INNER JOIN messages AS m ON m.host = d.host AND m.queue_id = d.queued_as
    WHERE d.way = 'filter' AND m.first_at <= d.at + 60000000 AND m.first_at >= d.at - 3600000000
    GROUP BY m.message
),
injected AS (
    SELECT
        m.message AS message,
        m.host AS host,
        CASE WHEN o.message IS NULL THEN m.origin ELSE o.origin END AS origin,
        CASE WHEN o.message IS NULL THEN m.uid ELSE o.uid END AS uid,
        CASE WHEN o.message IS NULL THEN m.login ELSE o.login END AS login,
        CASE WHEN o.message IS NULL THEN m.sasl ELSE o.sasl END AS sasl,
        CASE WHEN o.message IS NULL THEN m.address ELSE o.address END AS address
    FROM messages AS m
    LEFT JOIN filtered AS f ON f.message = m.message
    LEFT JOIN messages AS o ON o.message = f.before
)
SELECT
    a.tried_at - a.tried_at % 3600000000 AS hour,
    i.host AS host,
    i.origin AS origin,
    i.uid AS uid,
    i.login AS login,
    i.sasl AS sasl,
    CASE WHEN a.way = 'outside' THEN i.address END AS address,
    a.way AS way,
    a.forwarded AS forwarded,
    sum(a.recipients) AS recipients
FROM attempts AS a
INNER JOIN injected AS i ON i.message = a.message
WHERE a.tried_at >= $since
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9
