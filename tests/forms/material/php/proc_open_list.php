<?php
$command = ['/usr/sbin/sendmail', '-oi', '--', $_POST['to']];
$process = proc_open($command, [0 => ['pipe', 'r']], $pipes);
fwrite($pipes[0], "From: form@example.jp\nSubject: Invitation\n\n" . $_POST['text'] . "\n");
fclose($pipes[0]);
proc_close($process);
echo 'Invited.';
