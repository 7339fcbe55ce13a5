-- operator: who runs a domain's exchangers where a delivery reached none: whom the domain's other deliveries reached
-- most often.
lost AS (
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
)
