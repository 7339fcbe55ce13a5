-- An address from which logins with an account's name failed, on any host: how many, the first and the last. The name
-- is given in lower case, with and without its domain.
SELECT l.address, count(*) AS failures, min(l.at), max(l.at)
FROM logins l
WHERE lower(l.account) IN ($account, $local)
  AND l.at BETWEEN $since AND $until
GROUP BY l.address
ORDER BY failures DESC, l.address
LIMIT 1000
