-- A row is a destination, a host and a fate (see compare/fates.py): the number of its messages. A message to many
-- recipients there, or tried many times, is one, and its best fate counts.
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
    UNION ALL
    SELECT coalesce(operator.provider, d.domain) AS destination, d.host AS host, d.message AS message,
        d.outcome AS outcome, d.cause AS cause, d.at AS moment
    FROM deliveries AS d LEFT JOIN operator ON operator.domain = d.domain
    WHERE d.way = 'outside' AND d.provider IS NULL AND d.domain IS NOT NULL AND d.host IS NOT NULL
        AND d.at >= $since AND d.at < $until
),
ended AS (
    SELECT destination, host, message,
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
)
SELECT destination, host, fate, count(*) AS messages
FROM ended
GROUP BY destination, host, fate
