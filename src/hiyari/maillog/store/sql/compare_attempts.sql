-- A row is a destination, a host and an outcome: the attempts. Only the destinations that are named, or all.
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
)
SELECT destination, host, outcome, count(*) AS attempts
FROM placed
GROUP BY destination, host, outcome
