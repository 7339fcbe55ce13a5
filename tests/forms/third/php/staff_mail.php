<?php
// Mail to any of our staff. Only addresses of our own domain are allowed.
$to   = isset($_POST['to']) ? trim($_POST['to']) : '';
$from = isset($_POST['from']) ? trim($_POST['from']) : '';
$text = isset($_POST['text']) ? $_POST['text'] : '';

function ours($address)
{
    return substr($address, -12) === '@example.com';
}

if (!ours($to)) {
    header('HTTP/1.0 403 Forbidden');
    die('You may only write to our own staff.');
}
if (preg_match("/(\r|\n)/", $to . $from)) {
    die('Do not do that.');
}
if ($text === '') {
    die('Empty message.');
}

$headers = 'From: ' . $from . "\r\n" . 'X-Sender-IP: ' . $_SERVER['REMOTE_ADDR'];
if (mail($to, 'Message from the staff page', $text, $headers)) {
    print "Sent to " . htmlspecialchars($to);
} else {
    print 'Not sent';
}
