-- A row: one hour (its first microsecond), relay, provider and kind of answer (against = 1: refused for what the relay
-- is); the messages that got it there for the first time. However often a message is tried, it counts once for each kind.
-- Which answers say nothing about the relay is baseline/peers.py's counts_against; a test holds the two together.
SELECT
    f.first_at - f.first_at % 3600000000 AS hour,
    f.host AS host,
    f.provider AS provider,
    f.against AS against,
    count(*) AS messages
FROM (
    SELECT
        k.message AS message,
        k.host AS host,
        k.provider AS provider,
        k.against AS against,
        min(k.at) AS first_at
    FROM (
        SELECT
            d.message AS message,
            d.host AS host,
            d.provider AS provider,
            d.at AS at,
            CASE
                WHEN d.outcome = 'accepted' THEN 0
                WHEN d.cause IN (
                    'address', 'mailbox_full', 'suspended', 'content', 'size', 'expired', 'sender', 'greylisting',
                    'dns', 'network'
                ) THEN NULL
                WHEN d.cause IS NULL AND substring(d.enhanced, 2, 3) IN ('.1.', '.2.', '.3.') THEN NULL
                WHEN d.outcome = 'deferred' AND coalesce(substring(d.enhanced, 2, 3), '') <> '.7.' THEN NULL
                ELSE 1
            END AS against
        FROM deliveries AS d
        WHERE d.way = 'outside' AND d.provider IS NOT NULL AND d.at < $until
    ) AS k
    WHERE k.against IS NOT NULL
    GROUP BY k.message, k.host, k.provider, k.against
) AS f
WHERE f.first_at >= $since
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
