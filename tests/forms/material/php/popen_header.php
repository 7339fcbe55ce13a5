<?php
$fd = popen('/usr/sbin/sendmail -t', 'w');
fputs($fd, "To: {$_POST['to']}\n");
fputs($fd, "From: card@example.jp\n");
fputs($fd, "Subject: A card for you\n\n");
fputs($fd, $_POST['greeting']);
pclose($fd);
echo 'Your card is on its way.';
