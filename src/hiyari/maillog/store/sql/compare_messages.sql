-- A row is a destination, a host and a fate (see compare/fates.py): the number of its messages. A message to many
-- recipients there, or tried many times, is one, and its best fate counts.
WITH
-- include placed
, ended AS (
    SELECT destination, host, message,
        -- include fate
        AS fate
    FROM placed
    GROUP BY message, host, destination
)
SELECT destination, host, fate, count(*) AS messages
FROM ended
GROUP BY destination, host, fate
