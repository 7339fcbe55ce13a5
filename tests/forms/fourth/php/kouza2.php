<?php
/* Pottery class, second version: settings are set last so that the form cannot touch them */
foreach ($_POST as $key => $val) {
    $$key = trim($val);
}
$office  = 'kouza@example.jp';
$subject = 'Pottery class (web)';
$headers = 'From: kouza@example.jp';

if (empty($name) || empty($phone)) {
    echo 'Please go back and fill in your name and telephone number.';
    exit;
}
if (!empty($email)) {
    $email = preg_replace('/[\r\n,;]/', '', $email);
    $headers .= "\r\nReply-To: $email";
}
$body = '';
foreach (array('name', 'phone', 'email', 'course', 'memo') as $f) {
    $body .= sprintf("%-8s: %s\n", $f, isset($$f) ? $$f : '');
}
mail($office, $subject, $body, $headers);
header('Location: thanks.html');
