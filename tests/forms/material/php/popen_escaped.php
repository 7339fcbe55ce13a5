<?php
$sender = escapeshellarg($_POST['email']);
$mail = popen("/usr/sbin/sendmail -oi -f $sender office@example.jp", 'w');
fwrite($mail, "To: office@example.jp\nSubject: Application\n\n");
fwrite($mail, $_POST['application'] . "\n");
pclose($mail);
echo 'Your application has been sent.';
