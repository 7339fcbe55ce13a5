<?php
mb_language('Japanese');
mb_internal_encoding('SJIS-win');
define('MAIL_TO', 'saiyo@hokuto-unyu.example');

$req = array('shimei', 'mail', 'shokushu');
foreach ($req as $r) {
    if (!isset($_POST[$r]) || strlen($_POST[$r]) == 0) {
        die('missing: ' . $r);
    }
}
$mail = $_POST['mail'];
if (!preg_match("/[a-zA-Z0-9_\.\-]+@[a-zA-Z0-9_\.\-]+\.[a-z]+/", $mail)) {
    die('mail address error');
}
$body = '';
foreach ($_POST as $key => $value) {
    $body .= '[' . $key . '] ' . $value . "\n";
}
$body .= "\n" . $_SERVER['REMOTE_ADDR'] . ' ' . $_SERVER['HTTP_USER_AGENT'];
$additional = "From: {$mail}\n";
$additional .= "Cc: jinji@hokuto-unyu.example";
mb_send_mail(MAIL_TO, 'saiyo oubo', $body, $additional);
header('Location: saiyo_end.html');
