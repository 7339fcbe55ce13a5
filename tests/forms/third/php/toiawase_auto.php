<?php
// お問い合わせ + 自動返信
mb_language('uni');
mb_internal_encoding('UTF-8');

$email = filter_input(INPUT_POST, 'email', FILTER_VALIDATE_EMAIL);
$name  = trim((string) filter_input(INPUT_POST, 'name'));
$text  = (string) filter_input(INPUT_POST, 'text');

if (!$email || $name === '' || $text === '') {
    http_response_code(400);
    exit('入力に不備があります。');
}
$name = preg_replace('/[\r\n]/', '', $name);

$toShop = "お名前: {$name}\nメール: {$email}\n\n{$text}\n";
mb_send_mail('info@example.jp', 'お問い合わせがありました', $toShop, "From: {$email}");

$reply = $name . " 様\n\n"
    . "お問い合わせいただきありがとうございます。\n"
    . "担当者より三営業日以内にご連絡いたします。\n\n"
    . "株式会社サンプル\n";
mb_send_mail($email, 'お問い合わせありがとうございます', $reply, 'From: info@example.jp');

echo '送信しました。';
