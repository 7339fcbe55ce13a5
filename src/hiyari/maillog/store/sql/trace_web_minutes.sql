-- A minute of a web server and its number of requests.
SELECT r.at - r.at % 60000000 AS minute, count(*)
FROM requests r
WHERE r.host = $host
  AND r.at BETWEEN $since AND $until
GROUP BY r.at - r.at % 60000000
ORDER BY minute
