-- What an injector's messages have in common: the most frequent subjects, senders, scripts and folders.
WITH
-- include mine
SELECT subject, sender, script, cwd, count(*) AS messages
FROM mine
GROUP BY subject, sender, script, cwd
ORDER BY messages DESC, subject, sender, script, cwd
LIMIT 500
