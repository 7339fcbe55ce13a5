-- handed_in: the messages that an injector handed in on a host in the time asked for; mine: the same without what a
-- content filter of this host handed back ($again = 1): a delivery to it names the queue id.
handed_in AS (
  SELECT m.message, m.queue_id, m.first_at, m.message_id, m.host, m.ending, m.last_at, m.format, m.recipients, m.sender,
    m.subject, m.script, m.cwd
  FROM messages m
  WHERE m.host = $host
    AND m.first_at BETWEEN $since AND $until
    AND ($origin IS NULL OR m.origin = $origin)
    AND ($uid IS NULL OR m.uid = $uid)
    AND ($login IS NULL OR m.login = $login)
    AND ($sasl IS NULL OR m.sasl = $sasl)
    AND ($address IS NULL OR m.address = $address)
),
filtered AS (
  SELECT h.message
  FROM handed_in h
  JOIN deliveries d ON d.queued_as = h.queue_id
  WHERE $again = 1
    AND d.host = $host
    AND (d.way = 'filter' OR d.relay_address IN ('127.0.0.1', '::1'))
    AND d.outcome = 'accepted'
    AND d.at BETWEEN $since - 300000000 AND $until + 3900000000
    AND d.at BETWEEN h.first_at - 300000000 AND h.first_at + 3900000000
),
mine AS (
  SELECT h.message, h.queue_id, h.first_at, h.message_id, h.host, h.ending, h.last_at, h.format, h.recipients, h.sender,
    h.subject, h.script, h.cwd
  FROM handed_in h
  WHERE h.message NOT IN (SELECT message FROM filtered)
)
