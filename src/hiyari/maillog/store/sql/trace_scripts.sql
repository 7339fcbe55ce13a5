-- Scripts that the mail log itself names (PHP's mail.log, X-PHP-Originating-Script): messages of each, and the last.
SELECT m.host, m.script, m.cwd, count(*) AS messages, max(m.first_at)
FROM messages m
WHERE m.script IS NOT NULL
GROUP BY 1, 2, 3
ORDER BY messages DESC, 1, 2, 3
LIMIT 1000
