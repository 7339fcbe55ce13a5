-- A page of a web server and how often it was asked for. Those that take something come first.
SELECT coalesce(r.site, ''), r.method, r.path, count(*) AS requests
FROM requests r
WHERE r.host = $host
GROUP BY coalesce(r.site, ''), r.method, r.path
ORDER BY CASE WHEN r.method IN ('POST', 'PUT', 'PATCH') THEN 0 ELSE 1 END, requests DESC, r.path
LIMIT 20000
