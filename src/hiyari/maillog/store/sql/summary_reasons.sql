-- A row: what made other servers defer or refuse mail of one host ($together = 1: of all hosts), by cause.
WITH
-- include operator
SELECT
    CASE WHEN $together = 1 THEN NULL ELSE d.host END AS whose,
    d.outcome,
    d.cause,
    count(*) AS attempts,
    count(DISTINCT d.message) AS messages,
    count(DISTINCT coalesce(d.provider, operator.provider, d.domain)) AS destinations,
    min(d.at) AS earliest,
    max(d.at) AS latest
FROM deliveries AS d LEFT JOIN operator ON d.provider IS NULL AND operator.domain = d.domain
WHERE d.at >= $since AND d.at < $until AND d.outcome <> 'accepted'
GROUP BY 1, 2, 3
ORDER BY 1, 4 DESC, 2, 3
