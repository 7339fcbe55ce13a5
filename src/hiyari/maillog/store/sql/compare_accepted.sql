-- A row is a destination and a host: the first and the last moment at which it took a message. Only the destinations
-- that are named.
WITH
-- include placed
SELECT destination, host, min(moment) AS first_at, max(moment) AS last_at
FROM placed
WHERE outcome = 'accepted'
GROUP BY destination, host
