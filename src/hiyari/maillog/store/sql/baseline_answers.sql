-- A row: one hour (its first microsecond), relay, provider and kind of answer; the messages that got it.
SELECT
    at - at % 3600000000 AS hour,
    host,
    provider,
    outcome,
    cause,
    enhanced,
    count(DISTINCT message) AS messages
FROM deliveries
WHERE way = 'outside' AND provider IS NOT NULL AND at >= $since AND at < $until
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY 1, 2, 3, 4, 5, 6
