-- A row: the reply that one host ($together = 1: all hosts) gave most often for one stage, outcome and cause.
SELECT s.whose, s.stage, s.outcome, s.cause, s.reply, s.times
FROM (
    SELECT
        g.whose, g.stage, g.outcome, g.cause, g.reply, g.times,
        row_number() OVER (PARTITION BY g.whose, g.stage, g.outcome, g.cause ORDER BY g.times DESC, g.reply) AS place
    FROM (
        SELECT
            CASE WHEN $together = 1 THEN NULL ELSE r.host END AS whose, r.stage, r.outcome, r.cause, r.reply,
            count(*) AS times
        FROM rejects AS r
        WHERE r.at >= $since AND r.at < $until
        GROUP BY 1, 2, 3, 4, 5
    ) AS g
) AS s
WHERE s.place = 1
ORDER BY s.whose, s.stage, s.outcome, s.cause
