-- To where an injector's message went: when it was handed in, a recipients' domain and its number of recipients; a
-- message without any delivery has a row, too.
WITH
-- include mine
SELECT h.first_at, h.message, coalesce(d.domain, '') AS domain, count(DISTINCT d.recipient) AS recipients
FROM mine h
LEFT JOIN deliveries d ON d.message = h.message AND d.at BETWEEN $since AND $until + 864000000000
GROUP BY h.first_at, h.message, coalesce(d.domain, '')
ORDER BY h.first_at, h.message, domain
LIMIT 1000000
