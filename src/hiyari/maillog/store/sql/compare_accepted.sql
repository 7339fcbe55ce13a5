-- A row is a destination and a host: the last reply with which it took a message, from which relay, and when. Only the
-- destinations that are named.
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
    SELECT d.provider AS destination, d.host AS host, d.message AS message, d.outcome AS outcome, d.cause AS cause, d.at AS moment, d.reply AS reply, d.relay AS relay
    FROM deliveries AS d
    WHERE d.way = 'outside' AND d.provider IS NOT NULL AND d.at >= $since AND d.at < $until
        AND strpos($destinations, concat(' ', d.provider, ' ')) > 0
    UNION ALL
    SELECT coalesce(operator.provider, d.domain) AS destination, d.host AS host, d.message AS message, d.outcome AS outcome, d.cause AS cause, d.at AS moment, d.reply AS reply, d.relay AS relay
    FROM deliveries AS d LEFT JOIN operator ON operator.domain = d.domain
    WHERE d.way = 'outside' AND d.provider IS NULL AND d.domain IS NOT NULL AND d.at >= $since AND d.at < $until
        AND strpos($destinations, concat(' ', coalesce(operator.provider, d.domain), ' ')) > 0
)
SELECT destination, host, max(moment) AS moment, arg_max(reply, moment) AS reply, arg_max(relay, moment) AS relay
FROM placed
WHERE outcome = 'accepted'
GROUP BY destination, host
