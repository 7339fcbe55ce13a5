-- An attempt to deliver one of these messages.
SELECT
  d.message, d.host, d.queue_id, d.at, d.way, d.recipient, d.domain, d.original, d.relay, d.relay_address, d.status,
  d.outcome, d.reply, d.queued_as, d.line
FROM deliveries d
WHERE d.message IN (
    $k0, $k1, $k2, $k3, $k4, $k5, $k6, $k7, $k8, $k9, $k10,
    $k11, $k12, $k13, $k14, $k15, $k16, $k17, $k18, $k19, $k20, $k21,
    $k22, $k23, $k24, $k25, $k26, $k27, $k28, $k29, $k30, $k31
  )
ORDER BY d.at, d.message, d.recipient
LIMIT 200
