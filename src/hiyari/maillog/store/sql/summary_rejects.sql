-- A row: what one host ($together = 1: all hosts) did not take in, by stage, outcome and cause.
SELECT
    CASE WHEN $together = 1 THEN NULL ELSE r.host END AS whose,
    r.stage,
    r.outcome,
    r.cause,
    count(*) AS times,
    count(DISTINCT r.address) AS clients,
    min(r.at) AS earliest,
    max(r.at) AS latest
FROM rejects AS r
WHERE r.at >= $since AND r.at < $until
GROUP BY 1, 2, 3, 4
ORDER BY 1, 5 DESC, 2, 3, 4
