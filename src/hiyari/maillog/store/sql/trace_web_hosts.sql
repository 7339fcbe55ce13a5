-- A web server whose access log was read: its first and last moment, requests, and those that can hand something in.
SELECT r.host, min(r.at), max(r.at), count(*), sum(CASE WHEN r.method IN ('POST', 'PUT', 'PATCH') THEN 1 ELSE 0 END)
FROM requests r
GROUP BY r.host
ORDER BY r.host
