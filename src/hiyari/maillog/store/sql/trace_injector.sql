-- How much an injector handed in: messages, the first and the last, recipients, different senders.
WITH
-- include mine
SELECT count(*), min(first_at), max(first_at), sum(recipients), count(DISTINCT sender)
FROM mine
