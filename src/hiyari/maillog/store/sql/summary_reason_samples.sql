-- A row: the reply that was read most often for one outcome and cause on one host ($together = 1: on all hosts).
SELECT s.whose, s.outcome, s.cause, s.reply, s.times
FROM (
    SELECT
        g.whose, g.outcome, g.cause, g.reply, g.times,
        row_number() OVER (PARTITION BY g.whose, g.outcome, g.cause ORDER BY g.times DESC, g.reply) AS place
    FROM (
        SELECT
            CASE WHEN $together = 1 THEN NULL ELSE d.host END AS whose, d.outcome, d.cause, d.reply, count(*) AS times
        FROM deliveries AS d
        WHERE d.at >= $since AND d.at < $until AND d.outcome <> 'accepted'
        GROUP BY 1, 2, 3, 4
    ) AS g
) AS s
WHERE s.place = 1
ORDER BY s.whose, s.outcome, s.cause
