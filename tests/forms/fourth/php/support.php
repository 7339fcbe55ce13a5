<?php
// support ticket by mail(1), since mail() is disabled at this hoster
$subject = $_POST['subject'];
$email   = $_POST['email'];
$text    = $_POST['text'];

if (!preg_match('/^[^@]+@[^@]+$/', $email)) {
    die('wrong address');
}
$ticket = strtoupper(substr(md5(uniqid()), 0, 6));
$tmp = tempnam('/tmp', 'tic');
file_put_contents($tmp, "Ticket: $ticket\nFrom: $email\n\n$text\n");

$subject = addslashes($subject);
system("mail -s \"[$ticket] $subject\" support@example.com < $tmp");
unlink($tmp);
echo "Your ticket number is $ticket";
