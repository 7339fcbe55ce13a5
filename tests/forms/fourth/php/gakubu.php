<?php
// 学部ごとの問い合わせ。宛先はフォームの hidden。学内だけに制限（したつもり）
mb_language('uni');
mb_internal_encoding('UTF-8');

$to = $_POST['to'];
if (strpos($to, '@example.jp') === false) {
    header('HTTP/1.1 400 Bad Request');
    exit('宛先が学内ではありません。');
}
$subject = isset($_POST['subject']) ? $_POST['subject'] : '(無題)';
$name    = str_replace(array("\r\n", "\r", "\n"), ' ', $_POST['name']);
$text    = $_POST['text'];

mb_send_mail($to, $subject, "$name\n\n$text", 'From: daigaku-web@example.jp');
header('Location: ' . 'arigatou.html');
