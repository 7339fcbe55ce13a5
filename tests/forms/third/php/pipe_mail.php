<?php
// mail() adds a header that our list server does not like, so we pipe.
define('SENDMAIL', '/usr/sbin/sendmail -oi -t');

$from = str_replace(array("\r", "\n"), '', $_POST['from']);
$text = $_POST['text'];

if (!preg_match('/.+@.+\..+/', $from)) {
    echo 'Please check your address.';
    exit;
}

$pipe = popen(SENDMAIL . ' -f ' . $from, 'w');
if (!$pipe) {
    echo 'No mail today.';
    exit;
}
fputs($pipe, "To: list-owner@example.com\n");
fputs($pipe, "From: $from\n");
fputs($pipe, "Subject: message to the list owner\n");
fputs($pipe, "\n");
fputs($pipe, $text . "\n");
pclose($pipe);

echo '<p>Message sent. Thank you.</p>';
