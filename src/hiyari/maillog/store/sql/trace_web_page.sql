-- A request for one page of a web server, and who asked.
SELECT r.at, r.client
FROM requests r
WHERE r.host = $host
  AND coalesce(r.site, '') = $site
  AND r.method = $method
  AND r.path = $path
  AND r.at BETWEEN $since AND $until
ORDER BY r.at
LIMIT 2000000
