-- A delivery whose reply names one of these queue ids, with the message that was delivered.
SELECT
  d.at, d.way, d.relay, d.relay_address, d.queued_as,
  m.message, m.host, m.queue_id, m.first_at, m.last_at, m.ending, m.origin, m.uid, m.login, m.client, m.address,
  m.sasl, m.cwd, m.script, m.sender, m.message_id, m.subject, m.recipients, m.parent,
  m.format
FROM deliveries d
JOIN messages m ON m.message = d.message
WHERE d.queued_as IN (
    $k0, $k1, $k2, $k3, $k4, $k5, $k6, $k7, $k8, $k9, $k10,
    $k11, $k12, $k13, $k14, $k15, $k16, $k17, $k18, $k19, $k20, $k21,
    $k22, $k23, $k24, $k25, $k26, $k27, $k28, $k29, $k30, $k31
  )
  AND d.outcome = 'accepted'
  AND d.at BETWEEN $since AND $until
ORDER BY d.at, m.message
LIMIT 1000
