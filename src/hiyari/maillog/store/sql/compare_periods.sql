-- A row is a place (destination, host and fate) that is named, whose messages began from first_at to last_at; and a
-- host (the same or another) with a fate of its own: the messages that it began to send there between the two moments
-- (part 1), or later (part 2).
WITH
-- include placed
, ended AS (
    SELECT destination, host, message, min(moment) AS begun,
        -- include fate
        AS fate
    FROM placed
    GROUP BY message, host, destination
),
period AS (
    SELECT destination, host, fate, min(begun) AS first_at, max(begun) AS last_at
    FROM ended
    WHERE fate < 6
    GROUP BY destination, host, fate
)
SELECT p.destination AS destination, p.host AS host, p.fate AS fate, p.first_at AS first_at, p.last_at AS last_at,
    e.host AS other, e.fate AS other_fate, CASE WHEN e.begun > p.last_at THEN 2 ELSE 1 END AS part,
    count(*) AS messages
FROM period AS p JOIN ended AS e ON e.destination = p.destination
WHERE e.begun >= p.first_at
    AND strpos($places, concat(' ', p.destination, ' ', p.host, ' ', CAST(p.fate AS VARCHAR), ' ')) > 0
GROUP BY p.destination, p.host, p.fate, p.first_at, p.last_at, e.host, e.fate,
    CASE WHEN e.begun > p.last_at THEN 2 ELSE 1 END
