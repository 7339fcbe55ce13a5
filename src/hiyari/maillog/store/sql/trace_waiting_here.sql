-- A message of an injector that did not leave the queue of its host, as far as the log tells.
WITH
-- include mine
SELECT host, queue_id, last_at
FROM mine
WHERE ending = 'open'
ORDER BY last_at DESC, queue_id
LIMIT 10000
