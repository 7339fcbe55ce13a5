<?php
$ok = true;
$from = $_POST['from'];
if (preg_match('/[\r\n]/', $from)) {
    $ok = false;
}
if (strlen($_POST['text']) > 5000) {
    $ok = false;
}
if (!$ok) {
    header('HTTP/1.0 400 Bad Request');
    exit;
}
mail('office@example.jp', 'Contact', $_POST['text'], "From: $from");
echo 'Sent.';
