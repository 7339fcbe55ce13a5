<?php
$to = $_REQUEST['to'];
$pipe = popen("/usr/sbin/sendmail -oi $to", 'w');
fwrite($pipe, "From: webmaster@example.jp\nSubject: Your order\n\n");
fwrite($pipe, "Order number " . date('Ymd') . "\n");
pclose($pipe);
echo 'ok';
