-- A row is a destination, a host and the moment of its last acceptance there: the reply, and the relay that gave it.
-- Only the destinations that are named; since is the earliest of those moments, so that few replies are read.
WITH
-- include placed
SELECT destination, host, moment, min(reply) AS reply, min(relay) AS relay
FROM placed
WHERE outcome = 'accepted' AND strpos($moments, concat(' ', host, ' ', CAST(moment AS VARCHAR), ' ')) > 0
GROUP BY destination, host, moment
