-- When an injector handed a message in. What comes back from a content filter was on this host before, and is left out.
WITH
-- include mine
SELECT first_at
FROM mine
ORDER BY first_at
LIMIT 500000
