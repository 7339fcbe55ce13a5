-- handed_in: the messages that an injector handed in on a host in the time asked for; mine: the same without those that
-- a content filter handed back ($again = 1), which were on this host before.
handed_in AS (
  SELECT m.message_id, m.first_at, m.message, m.host, m.queue_id, m.ending, m.last_at, m.recipients, m.sender,
    m.subject, m.script, m.cwd, m.address
  FROM messages m
  WHERE m.host = $host
    AND m.first_at BETWEEN $since AND $until
    AND ($origin IS NULL OR m.origin = $origin)
    AND ($uid IS NULL OR m.uid = $uid)
    AND ($login IS NULL OR m.login = $login)
    AND ($sasl IS NULL OR m.sasl = $sasl)
    AND ($address IS NULL OR m.address = $address)
),
firsts AS (
  SELECT m.message_id, min(m.first_at) AS earliest
  FROM messages m
  WHERE $again = 1
    AND m.host = $host
    AND m.first_at BETWEEN $since - 3600000000 AND $until
    AND m.message_id IN (SELECT message_id FROM handed_in)
  GROUP BY m.message_id
),
mine AS (
  SELECT h.message_id, h.first_at, h.message, h.host, h.queue_id, h.ending, h.last_at, h.recipients, h.sender,
    h.subject, h.script, h.cwd, h.address
  FROM handed_in h
  LEFT JOIN firsts f ON f.message_id = h.message_id
  WHERE f.earliest IS NULL OR h.first_at = f.earliest
)
