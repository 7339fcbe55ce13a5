<?php
declare(encoding='UTF-8');
mb_language('ja');
mb_internal_encoding('UTF-8');
const SHOP = 'shop@miyabi-tea.example';

$items = ['sencha' => 1200, 'gyokuro' => 3000, 'hojicha' => 900];
$mail = (string)($_POST['mail'] ?? '');
if (!preg_match('/\A[a-zA-Z0-9._+-]+@[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+\z/', $mail)) {
    http_response_code(400);
    exit('メールアドレスが正しくありません');
}
$name = str_replace(["\r", "\n"], '', (string)($_POST['name'] ?? ''));
$remark = (string)($_POST['remark'] ?? '');
$lines = [];
$total = 0;
foreach ($items as $code => $price) {
    $n = (int)($_POST[$code] ?? 0);
    if ($n > 0) {
        $lines[] = sprintf('%s x %d = %d円', $code, $n, $price * $n);
        $total += $price * $n;
    }
}
$order = implode("\n", $lines) . "\n合計 {$total}円\n備考: {$remark}\n";
mb_send_mail(SHOP, 'ご注文', $name . "\n" . $mail . "\n" . $order, 'From: ' . SHOP);
mb_send_mail($mail, 'ご注文ありがとうございます', $name . " 様\n\n" . $order, 'From: ' . SHOP);
header('Location: thanks.html');
