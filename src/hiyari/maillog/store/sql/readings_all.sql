-- A row is a file: its format, its lines, those that are not about mail, those that are, and those understood.
SELECT
    r.source,
    max(r.format) AS format,
    sum(r.lines) AS lines,
    sum(r.other) AS other,
    sum(r.mail) AS mail,
    sum(r.understood) AS understood,
    max(r.last_at) AS last_at,
    max(r.strange) AS strange
FROM readings AS r
GROUP BY r.source
ORDER BY r.source
