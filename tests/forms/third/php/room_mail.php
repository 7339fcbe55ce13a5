<?php
// Every branch office has a mailbox of its own: sapporo@, sendai@, osaka@ ...
$branch  = $_POST['branch'];
$message = $_POST['message'];
$from    = preg_replace('/\s+/', '', $_POST['from']);

if (strlen($message) < 5) {
    die('Message too short');
}
if (strlen($branch) > 64) {
    die('No such branch');
}

$mailbox = strtolower($branch) . '@example.jp';
$log = fopen('/tmp/branch.log', 'a');
fputs($log, date('c') . ' ' . $_SERVER['REMOTE_ADDR'] . "\n");
fclose($log);

$ok = mail($mailbox, 'Inquiry by web', $message, 'From: www@example.jp' . "\n" . 'Reply-To: ' . $from);
?>
<html>
<head><title>Inquiry</title></head>
<body bgcolor="#ffffff">
<?php if ($ok) { ?>
<h2>Thank you</h2>
<p>The office will answer within three days.</p>
<?php } else { ?>
<h2>Error</h2>
<?php } ?>
</body>
</html>
