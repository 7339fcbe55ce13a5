<?php
error_reporting(0);
$mailto = 'sales@kanda-metal.example';
$email = $_REQUEST['email'];
$company = $_REQUEST['company'];
$body = $_REQUEST['body'];

if ($email == '' || !strstr($email, '@')) {
    echo 'E-mail?';
    exit();
}
$subject = '=?UTF-8?B?' . base64_encode('資料請求 ' . $company) . '?=';
$header = 'From: ' . $email . "\r\n" .
    'MIME-Version: 1.0' . "\r\n" .
    'Content-Type: text/plain; charset=UTF-8' . "\r\n" .
    'Content-Transfer-Encoding: base64';
$text = chunk_split(base64_encode("会社名: $company\n\n$body"));
if (mail($mailto, $subject, $text, $header, '-f' . $email)) {
    header('Location: ./complete.html');
} else {
    header('Location: ./error.html');
}
