-- A row is a destination, a host, a fate other than accepted, a cause and a blocklist: messages, domains, first and
-- last moment, and the code, reply and literal line of the last one. Only the destinations that are named.
-- Where no relay was reached, the operator counts that the domain's other deliveries reached most often.
WITH lost AS (
    SELECT DISTINCT domain FROM deliveries
    WHERE way = 'outside' AND provider IS NULL AND domain IS NOT NULL
),
reached AS (
    SELECT d.domain AS domain, d.provider AS provider, count(*) AS times
    FROM deliveries AS d JOIN lost ON lost.domain = d.domain
    WHERE d.way = 'outside' AND d.provider IS NOT NULL
    GROUP BY d.domain, d.provider
),
most AS (SELECT domain, max(times) AS times FROM reached GROUP BY domain),
operator AS (
    SELECT reached.domain AS domain, min(reached.provider) AS provider
    FROM reached JOIN most ON most.domain = reached.domain AND most.times = reached.times
    GROUP BY reached.domain
),
placed AS (
    SELECT d.provider AS destination, d.host AS host, d.message AS message, d.outcome AS outcome,
        d.cause AS cause, d.at AS moment, d.domain AS domain, d.blocklist AS blocklist,
        d.code AS code, d.reply AS reply, d.line AS line
    FROM deliveries AS d
    WHERE d.way = 'outside' AND d.provider IS NOT NULL AND d.at >= $since AND d.at < $until
        AND ($destinations = '' OR strpos($destinations, concat(' ', d.provider, ' ')) > 0)
    UNION ALL
    SELECT coalesce(operator.provider, d.domain) AS destination, d.host AS host, d.message AS message, d.outcome AS outcome,
        d.cause AS cause, d.at AS moment, d.domain AS domain, d.blocklist AS blocklist,
        d.code AS code, d.reply AS reply, d.line AS line
    FROM deliveries AS d LEFT JOIN operator ON operator.domain = d.domain
    WHERE d.way = 'outside' AND d.provider IS NULL AND d.domain IS NOT NULL
        AND d.at >= $since AND d.at < $until
        AND ($destinations = '' OR strpos($destinations, concat(' ', coalesce(operator.provider, d.domain), ' ')) > 0)
),
ended AS (
    SELECT destination, host, message,
        max(CASE
            WHEN outcome = 'accepted' THEN 6
            WHEN outcome = 'refused' THEN CASE
                WHEN cause IN ('content', 'size') THEN 4
                WHEN cause IN ('address', 'mailbox_full', 'suspended', 'dns') THEN 3
                ELSE 5 END
            WHEN cause = 'greylisting' AND moment >= $fresh THEN 1
            ELSE 2 END) AS fate
    FROM placed
    GROUP BY message, host, destination
),
attempt AS (
    SELECT p.destination AS destination, p.host AS host, p.message AS message, p.cause AS cause,
        p.blocklist AS blocklist, p.domain AS domain, p.code AS code, p.reply AS reply, p.line AS line,
        p.moment AS moment, e.fate AS fate
    FROM placed AS p
    JOIN ended AS e ON e.destination = p.destination AND e.host = p.host AND e.message = p.message
    WHERE e.fate < 6 AND (e.fate < 3) = (p.outcome = 'deferred')
),
newest AS (
    SELECT destination, host, message, fate, max(moment) AS moment
    FROM attempt
    GROUP BY destination, host, message, fate
),
told AS (
    SELECT a.destination AS destination, a.host AS host, a.message AS message, a.fate AS fate, a.moment AS moment,
        a.cause AS cause, a.blocklist AS blocklist, min(a.domain) AS domain, min(a.code) AS code,
        min(a.reply) AS reply, min(a.line) AS line
    FROM attempt AS a
    JOIN newest AS n ON n.destination = a.destination AND n.host = a.host AND n.message = a.message
        AND n.moment = a.moment
    GROUP BY a.destination, a.host, a.message, a.fate, a.moment, a.cause, a.blocklist
)
SELECT destination, host, fate, cause, blocklist, count(*) AS messages, count(DISTINCT domain) AS domains,
    min(domain) AS domain, min(moment) AS first_at, max(moment) AS last_at, arg_max(code, moment) AS code,
    arg_max(reply, moment) AS reply, arg_max(line, moment) AS line
FROM told
GROUP BY destination, host, fate, cause, blocklist
ORDER BY messages DESC, destination, host, fate, cause, blocklist
LIMIT 5000
