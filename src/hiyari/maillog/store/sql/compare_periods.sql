-- A row is a place (destination, host and fate) that is named, whose messages began from first_at to last_at; and a
-- host (the same or another) with a fate of its own: the messages that it began to send there between the two moments
-- (part 1), or later (part 2).
-- Where no relay was reached, the operator counts that the domain's other deliveries reached most often.
WITH lost AS (
    SELECT DISTINCT domain FROM deliveries
    WHERE way = 'outside' AND provider IS NULL AND domain IS NOT NULL
),
reached AS (
    SELECT d.domain AS domain, d.provider AS provider, count(*) AS times
    FROM deliveries AS d JOIN lost ON lost.domain = d.domain
    WHERE d.way = 'outside' AND d.provider IS NOT NULL
    GROUP BY d.domain, d.provider
),
most AS (SELECT domain, max(times) AS times FROM reached GROUP BY domain),
operator AS (
    SELECT reached.domain AS domain, min(reached.provider) AS provider
    FROM reached JOIN most ON most.domain = reached.domain AND most.times = reached.times
    GROUP BY reached.domain
),
placed AS (
    SELECT d.provider AS destination, d.host AS host, d.message AS message,
        d.outcome AS outcome, d.cause AS cause, d.at AS moment
    FROM deliveries AS d
    WHERE d.way = 'outside' AND d.provider IS NOT NULL AND d.host IS NOT NULL
        AND d.at >= $since AND d.at < $until
        AND ($destinations = '' OR strpos($destinations, concat(' ', d.provider, ' ')) > 0)
    UNION ALL
    SELECT coalesce(operator.provider, d.domain) AS destination, d.host AS host, d.message AS message,
        d.outcome AS outcome, d.cause AS cause, d.at AS moment
    FROM deliveries AS d LEFT JOIN operator ON operator.domain = d.domain
    WHERE d.way = 'outside' AND d.provider IS NULL AND d.domain IS NOT NULL AND d.host IS NOT NULL
        AND d.at >= $since AND d.at < $until
        AND ($destinations = '' OR strpos($destinations, concat(' ', coalesce(operator.provider, d.domain), ' ')) > 0)
),
ended AS (
    SELECT destination, host, message, min(moment) AS begun,
        max(CASE
            WHEN outcome = 'accepted' THEN 6
            WHEN outcome = 'refused' THEN CASE
                WHEN cause IN ('content', 'size') THEN 4
                WHEN cause IN ('address', 'mailbox_full', 'suspended', 'dns') THEN 3
                ELSE 5 END
            WHEN cause = 'greylisting' AND moment >= $fresh THEN 1
            ELSE 2 END) AS fate
    FROM placed
    GROUP BY message, host, destination
),
period AS (
    SELECT destination, host, fate, min(begun) AS first_at, max(begun) AS last_at
    FROM ended
    WHERE fate < 6
    GROUP BY destination, host, fate
)
SELECT p.destination AS destination, p.host AS host, p.fate AS fate, p.first_at AS first_at, p.last_at AS last_at,
    e.host AS other, e.fate AS other_fate, CASE WHEN e.begun > p.last_at THEN 2 ELSE 1 END AS part,
    count(*) AS messages
FROM period AS p JOIN ended AS e ON e.destination = p.destination
WHERE e.begun >= p.first_at
    AND strpos($places, concat(' ', p.destination, ' ', p.host, ' ', CAST(p.fate AS VARCHAR), ' ')) > 0
GROUP BY p.destination, p.host, p.fate, p.first_at, p.last_at, e.host, e.fate,
    CASE WHEN e.begun > p.last_at THEN 2 ELSE 1 END
