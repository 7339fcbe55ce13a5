-- A row: the failed logins at one host ($together = 1: at all hosts) from one address, the $top busiest of each.
SELECT g.whose, g.address, g.times, g.accounts, g.account, g.earliest, g.latest, g.groups, g.total
FROM (
    SELECT
        CASE WHEN $together = 1 THEN NULL ELSE l.host END AS whose,
        l.address,
        count(*) AS times,
        count(DISTINCT l.account) AS accounts,
        min(l.account) AS account,
        min(l.at) AS earliest,
        max(l.at) AS latest,
        count(*) OVER (PARTITION BY CASE WHEN $together = 1 THEN NULL ELSE l.host END) AS groups,
        sum(count(*)) OVER (PARTITION BY CASE WHEN $together = 1 THEN NULL ELSE l.host END) AS total,
        row_number() OVER (
            PARTITION BY CASE WHEN $together = 1 THEN NULL ELSE l.host END ORDER BY count(*) DESC, l.address
        ) AS place
    FROM logins AS l
    WHERE l.at >= $since AND l.at < $until
    GROUP BY 1, 2
) AS g
WHERE g.place <= $top
ORDER BY g.whose, g.place
