-- A request for one page of a web server, and who asked.
SELECT at, client
FROM requests
WHERE host = $host
  AND coalesce(site, '') = $site
  AND method = $method
  AND path = $path
  AND at BETWEEN $since AND $until
ORDER BY at
LIMIT 2000000
