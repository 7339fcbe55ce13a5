-- A row: a message that a host sent one way in a time, with its injector: examples for an alarm.
SELECT
    m.queue_id AS queue_id,
    m.sender AS sender,
    min(d.domain) AS domain,
    m.origin AS origin,
    m.uid AS uid,
    m.login AS login,
    m.sasl AS sasl,
    m.address AS address,
    max(CASE WHEN d.original <> d.recipient THEN 1 ELSE 0 END) AS forwarded,
    count(DISTINCT d.recipient) AS recipients
FROM messages AS m
INNER JOIN deliveries AS d ON d.message = m.message
WHERE m.host = $host AND d.way = $way AND d.at >= $since AND d.at < $until
GROUP BY m.message, m.queue_id, m.sender, m.origin, m.uid, m.login, m.sasl, m.address
ORDER BY 10 DESC, 1
LIMIT 10000
