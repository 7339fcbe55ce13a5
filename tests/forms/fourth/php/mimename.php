<?php
// 見学申込: 差出人の名前を mb_encode_mimeheader でつくる
mb_internal_encoding('UTF-8');
$name = isset($_POST['name']) ? $_POST['name'] : '';
$mail = isset($_POST['mail']) ? $_POST['mail'] : '';
$ninzuu = isset($_POST['ninzuu']) ? (int)$_POST['ninzuu'] : 0;

if ($name === '' || $ninzuu < 1) {
    exit('お名前と人数をご記入ください');
}
if (!preg_match('/^[!-+\--?A-~]+@[!-+\--?A-~]+$/D', $mail)) {
    exit('メールアドレスをご確認ください');
}
$from = mb_encode_mimeheader($name) . ' <' . $mail . '>';
$body = "見学申込\n$name\n$ninzuu 名\n";
mail('kengaku@example.jp', mb_encode_mimeheader('見学申込'), $body,
    "From: $from\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit");
echo 'ありがとうございます';
