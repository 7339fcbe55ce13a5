-- A row: one injector of one host ($together = 1: of all hosts), the $top busiest of each: the account that logged in,
-- else the local user, else the client, else what the server made itself ('bounce', 'forward') or 'unknown'.
WITH returned AS (
    -- What came back from a content filter was counted when it came in first.
    SELECT DISTINCT m.message
    FROM messages AS m
    INNER JOIN deliveries AS d ON d.host = m.host AND d.queued_as = m.queue_id
    WHERE d.way = 'filter' AND m.first_at >= $since AND m.first_at < $until
        AND d.at >= m.first_at AND d.at < m.first_at + 3600000000
)
SELECT
    g.whose, g.kind, g.name, g.messages, g.octets, g.recipients, g.accepted, g.deferred, g.refused, g.addresses,
    g.groups
FROM (
    SELECT
        i.whose, i.kind, i.name,
        count(*) AS messages,
        sum(i.size) AS octets,
        sum(i.recipients) AS recipients,
        coalesce(sum(o.accepted), 0) AS accepted,
        coalesce(sum(o.deferred), 0) AS deferred,
        coalesce(sum(o.refused), 0) AS refused,
        count(DISTINCT i.address) AS addresses,
        count(*) OVER (PARTITION BY i.whose) AS groups,
        row_number() OVER (PARTITION BY i.whose ORDER BY count(*) DESC, i.kind, i.name) AS place
    FROM (
        SELECT
            CASE WHEN $together = 1 THEN NULL ELSE m.host END AS whose,
            CASE
                WHEN m.sasl IS NOT NULL THEN 'account'
                WHEN m.uid IS NOT NULL OR m.login IS NOT NULL THEN 'user'
                WHEN m.address IS NOT NULL OR m.client IS NOT NULL THEN 'client'
                WHEN m.origin IN ('bounce', 'forward') THEN m.origin
                ELSE 'unknown'
            END AS kind,
            CASE
                WHEN m.sasl IS NOT NULL THEN m.sasl
                WHEN m.uid IS NOT NULL AND m.login IS NOT NULL THEN m.login || ' (' || CAST(m.uid AS VARCHAR) || ')'
                WHEN m.uid IS NOT NULL THEN CAST(m.uid AS VARCHAR)
                WHEN m.login IS NOT NULL THEN m.login
                WHEN m.address IS NOT NULL THEN m.address
                ELSE m.client
            END AS name,
            m.message, m.size, m.recipients, m.address
        FROM messages AS m
        LEFT JOIN returned AS r ON r.message = m.message
        WHERE r.message IS NULL AND m.first_at >= $since AND m.first_at < $until
    ) AS i
    LEFT JOIN (
        SELECT
            d.message,
            sum(CASE WHEN d.outcome = 'accepted' THEN 1 ELSE 0 END) AS accepted,
            sum(CASE WHEN d.outcome = 'deferred' THEN 1 ELSE 0 END) AS deferred,
            sum(CASE WHEN d.outcome = 'refused' THEN 1 ELSE 0 END) AS refused
        FROM deliveries AS d
        WHERE d.at >= $since AND d.at < $until
        GROUP BY d.message
    ) AS o ON o.message = i.message
    GROUP BY 1, 2, 3
) AS g
WHERE g.place <= $top
ORDER BY g.whose, g.place
