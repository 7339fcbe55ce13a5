-- A row: the attempts of one host ($together = 1: of all hosts) with one outcome; 'filter' is what went to a content
-- filter on the host, and is no delivery yet.
SELECT
    CASE WHEN $together = 1 THEN NULL ELSE d.host END AS whose,
    CASE WHEN d.way = 'filter' AND d.outcome = 'accepted' THEN 'filter' ELSE d.outcome END AS kind,
    count(*) AS attempts,
    count(DISTINCT d.message) AS messages,
    count(DISTINCT d.recipient) AS recipients,
    count(DISTINCT d.domain) AS domains,
    sum(m.size) AS octets,
    median(d.delay_ms) AS delay,
    max(d.delay_ms) AS longest,
    min(d.at) AS earliest,
    max(d.at) AS latest
FROM deliveries AS d
LEFT JOIN messages AS m ON m.message = d.message
WHERE d.at >= $since AND d.at < $until
GROUP BY 1, 2
ORDER BY 1, 2
