-- A page of a web server and how often it was asked for. Those that take something come first.
SELECT coalesce(site, ''), method, path, count(*) AS requests
FROM requests
WHERE host = $host
GROUP BY coalesce(site, ''), method, path
ORDER BY CASE WHEN method IN ('POST', 'PUT', 'PATCH') THEN 0 ELSE 1 END, requests DESC, path
LIMIT 20000
