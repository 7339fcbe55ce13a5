-- A message in the queue of a host, by its queue id.
SELECT
  m.message, m.host, m.queue_id, m.first_at, m.last_at, m.ending, m.origin, m.uid, m.login, m.client, m.address,
  m.sasl, m.cwd, m.script, m.sender, m.message_id, m.subject, m.recipients, m.parent,
  m.format
FROM messages m
WHERE m.queue_id IN (
    $k0, $k1, $k2, $k3, $k4, $k5, $k6, $k7, $k8, $k9, $k10,
    $k11, $k12, $k13, $k14, $k15, $k16, $k17, $k18, $k19, $k20, $k21,
    $k22, $k23, $k24, $k25, $k26, $k27, $k28, $k29, $k30, $k31
  )
ORDER BY m.first_at, m.message
LIMIT 1000
