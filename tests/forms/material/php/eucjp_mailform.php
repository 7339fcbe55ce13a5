<?php
// メールフォーム（EUC-JP）、自動返信つき
mb_language('Japanese');
mb_internal_encoding('EUC-JP');
$email = $_POST['email'];
$honbun = $_POST['honbun'];
mb_send_mail('office@example.jp', 'お問い合わせ', $honbun, 'From: ' . $email);
mb_send_mail($email, 'お問い合わせありがとうございます', "以下の内容を受け付けました。\n\n" . $honbun, 'From: office@example.jp');
echo '送信しました。';
