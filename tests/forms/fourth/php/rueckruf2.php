<?php
// call-back form, bounce address only when it is a plain address
$email = (string) ($_POST['email'] ?? '');
$tel   = (string) ($_POST['tel'] ?? '');
$topic = (string) ($_POST['topic'] ?? '');

function plain_address(string $a): bool
{
    return strlen($a) < 100 && 1 === preg_match('/\A[a-z0-9][a-z0-9._-]*@[a-z0-9.-]+\.[a-z]{2,}\z/i', $a);
}

if (!preg_match('/\d{4,}/', $tel)) {
    exit('We cannot call you without a number.');
}
$extra = '-fbounce@example.com';
if (plain_address($email)) {
    $extra = '-f' . $email;
}
$body = sprintf("Call: %s\nAbout: %s\n", $tel, $topic);
mail('desk@example.com', 'Call back', $body, "From: web@example.com\r\nX-Topic: call", $extra);
echo 'We will call.';
