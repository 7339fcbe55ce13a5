<?php
mb_language('ja');
mb_internal_encoding('UTF-8');
$name = mb_convert_kana($_POST['name'], 'KV', 'UTF-8');
$email = mb_convert_kana($_POST['email'], 'a', 'UTF-8');
$from = 'From: ' . mb_encode_mimeheader($name) . ' <' . $email . '>';
mb_send_mail('office@example.jp', 'お問い合わせ', $_POST['text'], $from);
?>
<p>送信しました。</p>
