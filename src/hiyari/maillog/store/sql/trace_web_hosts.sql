-- A web server whose access log was read: its first and last moment, requests, and those that can hand something in.
SELECT host, min(at), max(at), count(*), sum(CASE WHEN method IN ('POST', 'PUT', 'PATCH') THEN 1 ELSE 0 END)
FROM requests
GROUP BY host
ORDER BY host
