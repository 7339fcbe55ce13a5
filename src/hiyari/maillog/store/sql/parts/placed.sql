-- placed: every attempt to send outside in the time asked for, by destination: the operator of the exchanger. Where no
-- relay was reached, the operator counts that the domain's other deliveries reached most often; else the domain itself.
-- A domain that is named in apart ('operator/domain' between blanks) is a destination of its own, under that name. Only
-- the operators that are named in destinations count, or all.
-- include operator
,
outside AS (
    SELECT d.provider AS operator, d.host AS host, d.message AS message, d.outcome AS outcome, d.cause AS cause,
        d.at AS moment, d.domain AS domain, d.blocklist AS blocklist, d.code AS code, d.reply AS reply,
        d.relay AS relay, d.line AS line
    FROM deliveries AS d
    WHERE d.way = 'outside' AND d.provider IS NOT NULL AND d.host IS NOT NULL
        AND d.at >= $since AND d.at < $until
    UNION ALL
    SELECT coalesce(operator.provider, d.domain) AS operator, d.host AS host, d.message AS message,
        d.outcome AS outcome, d.cause AS cause, d.at AS moment, d.domain AS domain, d.blocklist AS blocklist,
        d.code AS code, d.reply AS reply, d.relay AS relay, d.line AS line
    FROM deliveries AS d LEFT JOIN operator ON operator.domain = d.domain
    WHERE d.way = 'outside' AND d.provider IS NULL AND d.domain IS NOT NULL AND d.host IS NOT NULL
        AND d.at >= $since AND d.at < $until
),
placed AS (
    SELECT CASE
            WHEN $apart <> '' AND strpos($apart, concat(' ', o.operator, '/', o.domain, ' ')) > 0
            THEN concat(o.operator, '/', o.domain)
            ELSE o.operator END AS destination,
        o.host AS host, o.message AS message, o.outcome AS outcome, o.cause AS cause, o.moment AS moment,
        o.domain AS domain, o.blocklist AS blocklist, o.code AS code, o.reply AS reply, o.relay AS relay,
        o.line AS line
    FROM outside AS o
    WHERE $destinations = '' OR strpos($destinations, concat(' ', o.operator, ' ')) > 0
)
