-- A row: one sentence that a program of one host ($together = 1: of all hosts) said about itself, the $most frequent of
-- each severity. Sentences that differ in a number or an address are grouped by the reader, as SQL has no pattern here.
SELECT g.whose, g.severity, g.program, g.said, g.times, g.earliest, g.latest, g.total
FROM (
    SELECT
        CASE WHEN $together = 1 THEN NULL ELSE n.host END AS whose,
        n.severity, n.program, n.said,
        count(*) AS times,
        min(n.at) AS earliest,
        max(n.at) AS latest,
        sum(count(*)) OVER (PARTITION BY CASE WHEN $together = 1 THEN NULL ELSE n.host END, n.severity) AS total,
        row_number() OVER (
            PARTITION BY CASE WHEN $together = 1 THEN NULL ELSE n.host END, n.severity
            ORDER BY count(*) DESC, n.program, n.said
        ) AS place
    FROM notices AS n
    WHERE n.at >= $since AND n.at < $until
    GROUP BY 1, 2, 3, 4
) AS g
WHERE g.place <= $most
ORDER BY g.whose, g.severity, g.place
