-- A request to a web server.
SELECT r.at, coalesce(r.site, ''), r.method, r.path
FROM requests r
WHERE r.host = $host
  AND r.at >= $since
  AND r.at < $until
ORDER BY r.at
