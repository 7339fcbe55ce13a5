-- A request to a web server.
SELECT at, coalesce(site, ''), method, path
FROM requests
WHERE host = $host
  AND at >= $since
  AND at < $until
ORDER BY at
