<?php
// 昔の register_globals のページを動かすため、先に展開してから設定を読む
extract($_POST, EXTR_SKIP);

$to      = 'kouhou@example.jp';
$from    = 'form@example.jp';
$subject = 'kouhou form';

if (!isset($comment) || !isset($name)) {
    print '<form method=post><input name=name><textarea name=comment></textarea><input type=submit></form>';
    exit;
}

$body = "name: $name\n\n$comment\n";
if (isset($phone)) {
    $body .= "phone: $phone\n";
}
$headers = "From: $from\nContent-Type: text/plain; charset=EUC-JP\nContent-Transfer-Encoding: 8bit";

if (mail($to, $subject, $body, $headers)) {
    print 'ありがとうございました';
} else {
    print 'エラー';
}
