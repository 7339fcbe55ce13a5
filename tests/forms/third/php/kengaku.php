<?php
// 工場見学の申込み
require 'guard.inc.php';

$day   = isset($_POST['day']) ? $_POST['day'] : '';
$mail  = isset($_POST['mail']) ? $_POST['mail'] : '';
$group = isset($_POST['group']) ? $_POST['group'] : '';
$bikou = isset($_POST['bikou']) ? $_POST['bikou'] : '';

if ($day === '' || $mail === '' || $group === '') {
    echo '見学日、団体名、メールアドレスをご記入ください。';
    exit;
}

$headers  = 'From: ' . $mail . "\n";
$headers .= "Content-Type: text/plain; charset=UTF-8\n";
$headers .= 'X-Kengaku-Day: ' . $day;
$text = "団体名: $group\n見学日: $day\n備考:\n$bikou\n";

if (mail('koujou@example.jp', 'kengaku', $text, $headers)) {
    echo '申込みを受け付けました。';
} else {
    echo '送信できませんでした。お電話ください。';
}
