<?php
session_start();
$referer = $_SERVER['HTTP_REFERER'] ?? '';
if ($referer !== '' && strpos($referer, 'http://www.example.jp/') !== 0) {
    exit('Please use our form.');
}
if (isset($_SESSION['captcha']) && $_SESSION['captcha'] !== $_POST['captcha']) {
    exit('Wrong number.');
}
$sender = "{$_POST['name']} <{$_POST['email']}>";
mail('office@example.jp', 'Contact', $_POST['text'], 'From: ' . $sender . "\r\nReply-To: " . $sender);
echo 'Thank you.';
