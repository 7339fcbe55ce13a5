-- A row: one hour (its first microsecond), relay, provider and kind of answer; the messages that got it.
SELECT
    d.at - d.at % 3600000000 AS hour,
    d.host AS host,
    d.provider AS provider,
    d.outcome AS outcome,
    d.cause AS cause,
    d.enhanced AS enhanced,
    count(DISTINCT d.message) AS messages
FROM deliveries AS d
WHERE d.way = 'outside' AND d.provider IS NOT NULL AND d.at >= $since AND d.at < $until
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY 1, 2, 3, 4, 5, 6
