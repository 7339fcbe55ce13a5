-- A row: how much of what was read was understood, over all files.
SELECT count(*) AS files, sum(r.lines) AS lines, sum(r.mail) AS mail, sum(r.understood) AS understood
FROM readings AS r
