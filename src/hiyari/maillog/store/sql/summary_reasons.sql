-- A row: what made other servers defer or refuse mail of one host ($together = 1: of all hosts), by cause.
SELECT
    CASE WHEN $together = 1 THEN NULL ELSE d.host END AS whose,
    d.outcome,
    d.cause,
    count(*) AS attempts,
    count(DISTINCT d.message) AS messages,
    count(DISTINCT CASE WHEN d.provider IS NULL THEN d.domain ELSE d.provider END) AS destinations,
    min(d.at) AS earliest,
    max(d.at) AS latest
FROM deliveries AS d
WHERE d.at >= $since AND d.at < $until AND d.outcome <> 'accepted'
GROUP BY 1, 2, 3
ORDER BY 1, 4 DESC, 2, 3
