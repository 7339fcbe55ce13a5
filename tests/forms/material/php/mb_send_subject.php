<?php
mb_language('Japanese');
mb_internal_encoding('UTF-8');

$subject = 'お問い合わせ: ' . $_POST['subject'];
$text = "お名前: {$_POST['name']}\n\n{$_POST['text']}\n";
mb_send_mail('office@example.jp', $subject, $text, 'From: webmaster@example.jp');
?>
<p>送信しました。</p>
