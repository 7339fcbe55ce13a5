-- A row is a destination with two domains at least, one of them, a host and a fate (see compare/fates.py): the number
-- of messages to this domain. Only domains that did not take at least so many messages as fewest says at once, and of
-- those as many as most says, with the most refusals. From which host it was does not count: the choice favours none.
WITH
-- include placed
, shared AS (
    SELECT destination FROM placed GROUP BY destination HAVING min(domain) <> max(domain)
),
trouble AS (
    SELECT p.destination AS destination, p.domain AS domain, count(DISTINCT p.message) AS messages,
        count(DISTINCT CASE WHEN p.outcome = 'refused' THEN p.message ELSE NULL END) AS refused
    FROM placed AS p JOIN shared AS s ON s.destination = p.destination
    WHERE p.outcome <> 'accepted' AND p.domain IS NOT NULL
    GROUP BY p.destination, p.domain
    HAVING count(DISTINCT p.message) >= $fewest
    ORDER BY refused DESC, messages DESC, destination, domain
    LIMIT $most
),
ended AS (
    SELECT p.destination AS destination, p.domain AS domain, p.host AS host, p.message AS message,
        -- include fate
        AS fate
    FROM placed AS p JOIN trouble AS t ON t.destination = p.destination AND t.domain = p.domain
    GROUP BY p.message, p.host, p.destination, p.domain
)
SELECT destination, domain, host, fate, count(*) AS messages
FROM ended
GROUP BY destination, domain, host, fate
