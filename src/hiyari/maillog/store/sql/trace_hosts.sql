-- A host whose log was read.
SELECT host
FROM messages
WHERE host IS NOT NULL
GROUP BY host
ORDER BY host
LIMIT 1000
