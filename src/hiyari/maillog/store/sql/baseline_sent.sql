-- A row: one hour (its first microsecond) of one host, injector and way; recipients whose first attempt was in it.
-- Who injected a message that came back from a content filter is who injected it before the filter, through two filters
-- in a row at most. A message came back when its queue id is what the filter answered to a delivery at its beginning or
-- within the hour after it (as the summary has it); of several such deliveries it is the first, by time and queue id.
-- Clients that send to our own mailboxes are not told apart.
WITH attempts AS (
    SELECT
        d.message AS message,
        d.way AS way,
        d.recipient AS recipient,
        min(d.at) AS tried_at,
        max(CASE WHEN d.original <> d.recipient THEN 1 ELSE 0 END) AS forwarded
    FROM deliveries AS d
    WHERE d.way <> 'filter' AND d.at < $until
    GROUP BY d.message, d.way, d.recipient
),
filtered AS (
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
        WHERE d.way = 'filter' AND d.at >= m.first_at AND d.at < m.first_at + 3600000000
    ) AS c
    WHERE c.place = 1
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
    LEFT JOIN filtered AS g ON g.message = f.before
    LEFT JOIN messages AS o ON o.message = coalesce(g.before, f.before)
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
    count(*) AS recipients
FROM attempts AS a
INNER JOIN injected AS i ON i.message = a.message
WHERE a.tried_at >= $since
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9
