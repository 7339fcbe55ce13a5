<?php
// 町内会 意見箱。差出人名は日本語なので自分で base64 にする。
$namae = $_POST['namae'];
$iken  = $_POST['iken'];
$mail  = $_POST['mail'];

if (!$namae || !$iken) {
    exit('お名前とご意見をお書きください。');
}
function jp($s)
{
    $s = mb_convert_encoding($s, 'ISO-2022-JP', 'UTF-8');
    return '=?ISO-2022-JP?B?' . base64_encode($s) . '?=';
}
$head  = 'From: ' . jp($namae) . " <ikenbako@example.jp>\n";
$head .= "MIME-Version: 1.0\n";
$head .= "Content-Type: text/plain; charset=ISO-2022-JP";
$body  = mb_convert_encoding("$iken\n\n$namae\n$mail\n", 'ISO-2022-JP', 'UTF-8');
mail('chounaikai@example.jp', jp('ご意見: ' . $namae), $body, $head);
echo 'ありがとうございました。';
