-- A row: how many messages the facts tell of.
SELECT count(*) AS messages
FROM messages AS m
