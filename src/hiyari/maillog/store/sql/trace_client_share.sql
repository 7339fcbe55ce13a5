-- How many messages a host took, and how many of them from one address.
SELECT count(*), sum(CASE WHEN m.address = $address THEN 1 ELSE 0 END)
FROM messages m
WHERE m.host = $host
