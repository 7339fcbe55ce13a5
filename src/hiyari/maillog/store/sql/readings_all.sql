-- A row is a reading of a file that tells of the span: its format, its lines, those about mail, those understood.
SELECT r.source, r.format, r.lines, r.mail, r.understood, r.last_at, r.strange
FROM readings AS r
WHERE (r.last_at IS NULL OR r.last_at >= $since) AND (r.first_at IS NULL OR r.first_at < $until)
ORDER BY r.source, r.first_at, r.last_at, r.lines
