-- A minute of a web server and its number of requests.
SELECT at - at % 60000000 AS minute, count(*)
FROM requests
WHERE host = $host
  AND at BETWEEN $since AND $until
GROUP BY at - at % 60000000
ORDER BY minute
