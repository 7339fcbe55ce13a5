-- When an injector handed a message in. What a content filter of this host handed back is left out: a delivery to it
-- names the queue id.
WITH
-- include mine
SELECT first_at
FROM mine
ORDER BY first_at
LIMIT 500000
