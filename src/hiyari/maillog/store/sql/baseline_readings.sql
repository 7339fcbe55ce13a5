-- A row: a file that was read, and from when to when its lines are.
SELECT
    host,
    first_at,
    last_at
FROM readings
WHERE first_at IS NOT NULL AND last_at IS NOT NULL
ORDER BY first_at, last_at
