-- A row: one destination of one host ($together = 1: of all hosts), the $top busiest of each. A destination is the
-- provider that was reached, else the one that the domain's other mail reaches, else the domain; both are NULL where the
-- log tells neither.
WITH
-- include operator
,
placed AS (
    SELECT d.host, d.at, d.outcome, d.message, d.delay_ms, coalesce(d.provider, operator.provider) AS provider, d.domain
    FROM deliveries AS d LEFT JOIN operator ON d.provider IS NULL AND operator.domain = d.domain
    WHERE d.at >= $since AND d.at < $until AND d.way = 'outside'
)
SELECT
    g.whose, g.provider, g.domain, g.attempts, g.accepted, g.deferred, g.refused, g.messages, g.delay, g.longest,
    g.groups
FROM (
    SELECT
        CASE WHEN $together = 1 THEN NULL ELSE d.host END AS whose,
        d.provider,
        CASE WHEN d.provider IS NULL THEN d.domain ELSE NULL END AS domain,
        count(*) AS attempts,
        sum(CASE WHEN d.outcome = 'accepted' THEN 1 ELSE 0 END) AS accepted,
        sum(CASE WHEN d.outcome = 'deferred' THEN 1 ELSE 0 END) AS deferred,
        sum(CASE WHEN d.outcome = 'refused' THEN 1 ELSE 0 END) AS refused,
        count(DISTINCT d.message) AS messages,
        median(CASE WHEN d.outcome = 'accepted' THEN d.delay_ms ELSE NULL END) AS delay,
        max(CASE WHEN d.outcome = 'accepted' THEN d.delay_ms ELSE NULL END) AS longest,
        count(*) OVER (PARTITION BY CASE WHEN $together = 1 THEN NULL ELSE d.host END) AS groups,
        row_number() OVER (
            PARTITION BY CASE WHEN $together = 1 THEN NULL ELSE d.host END
            ORDER BY count(*) DESC, d.provider, CASE WHEN d.provider IS NULL THEN d.domain ELSE NULL END
        ) AS place
    FROM placed AS d
    GROUP BY 1, 2, 3
) AS g
WHERE g.place <= $top
ORDER BY g.whose, g.place
