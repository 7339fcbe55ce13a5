-- A row is a destination, a host and an outcome: the attempts. Only the destinations that are named, or all.
WITH
-- include placed
SELECT destination, host, outcome, count(*) AS attempts
FROM placed
GROUP BY destination, host, outcome
