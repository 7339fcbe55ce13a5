-- A row: a host that any fact tells of, and when it is first and last told of.
SELECT e.host, min(e.earliest) AS earliest, max(e.latest) AS latest
FROM (
    SELECT m.host, m.first_at AS earliest, m.last_at AS latest FROM messages AS m
    UNION ALL
    SELECT d.host, d.at AS earliest, d.at AS latest FROM deliveries AS d
    UNION ALL
    SELECT r.host, r.at AS earliest, r.at AS latest FROM rejects AS r
    UNION ALL
    SELECT l.host, l.at AS earliest, l.at AS latest FROM logins AS l
    UNION ALL
    SELECT n.host, n.at AS earliest, n.at AS latest FROM notices AS n
) AS e
WHERE e.latest >= $since AND e.earliest < $until
GROUP BY e.host
ORDER BY e.host
