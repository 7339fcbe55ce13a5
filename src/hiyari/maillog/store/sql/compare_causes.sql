-- A row is a place (destination, host and fate) that is named, a cause and a blocklist ('' where there is none): the
-- messages, domains, first and last moment, and the code, reply and literal line of the last.
WITH
-- include placed
, ended AS (
    SELECT destination, host, message,
        -- include fate
        AS fate
    FROM placed
    GROUP BY message, host, destination
),
attempt AS (
    SELECT p.destination AS destination, p.host AS host, e.fate AS fate, p.message AS message, p.moment AS moment,
        coalesce(p.cause, '') AS cause, coalesce(p.blocklist, '') AS blocklist, p.domain AS domain, p.code AS code,
        p.reply AS reply, p.line AS line
    FROM placed AS p
    JOIN ended AS e ON e.destination = p.destination AND e.host = p.host AND e.message = p.message
    WHERE (e.fate < 3 AND p.outcome = 'deferred') OR (e.fate > 2 AND e.fate < 6 AND p.outcome = 'refused')
),
newest AS (
    SELECT destination, host, message, max(moment) AS moment
    FROM attempt
    GROUP BY destination, host, message
),
told AS (
    SELECT a.destination AS destination, a.host AS host, a.fate AS fate, a.message AS message, a.moment AS moment,
        a.cause AS cause, a.blocklist AS blocklist, a.domain AS domain, a.code AS code, a.reply AS reply, a.line AS line
    FROM attempt AS a
    JOIN newest AS n ON n.destination = a.destination AND n.host = a.host AND n.message = a.message
        AND n.moment = a.moment
),
counted AS (
    SELECT t.destination AS destination, t.host AS host, t.fate AS fate, t.cause AS cause, t.blocklist AS blocklist,
        count(DISTINCT t.message) AS messages, count(DISTINCT t.domain) AS domains, min(t.domain) AS one,
        min(t.moment) AS first_at, max(t.moment) AS last_at
    FROM told AS t
    GROUP BY t.destination, t.host, t.fate, t.cause, t.blocklist
)
SELECT c.destination AS destination, c.host AS host, c.fate AS fate, c.cause AS cause, c.blocklist AS blocklist,
    c.messages AS messages, c.domains AS domains, c.one AS domain, c.first_at AS first_at, c.last_at AS last_at,
    min(t.code) AS code, min(t.reply) AS reply, min(t.line) AS line
FROM counted AS c
JOIN told AS t ON t.destination = c.destination AND t.host = c.host AND t.fate = c.fate AND t.cause = c.cause
    AND t.blocklist = c.blocklist AND t.moment = c.last_at
WHERE strpos($places, concat(' ', c.destination, ' ', c.host, ' ', CAST(c.fate AS VARCHAR), ' ')) > 0
GROUP BY c.destination, c.host, c.fate, c.cause, c.blocklist, c.messages, c.domains, c.one, c.first_at, c.last_at
ORDER BY messages DESC, destination, host, fate, cause, blocklist
LIMIT 5000
