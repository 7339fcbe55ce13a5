<?php
// 件名と差出人名を MIME エンコードして送信
mb_internal_encoding('UTF-8');

function sender($name, $mail)
{
    return mb_encode_mimeheader($name, 'ISO-2022-JP', 'B') . ' <' . $mail . '>';
}

$name = $_POST['name'] ?? '';
$mail = $_POST['mail'] ?? '';
$text = $_POST['text'] ?? '';

if (strpos($mail, "\n") !== false || strpos($mail, "\r") !== false) {
    exit('メールアドレスに改行が含まれています');
}
if ($name === '' || $text === '') {
    exit('お名前と本文は必須です');
}

$header = 'From: ' . sender($name, $mail) . "\n"
        . "MIME-Version: 1.0\n"
        . "Content-Type: text/plain; charset=ISO-2022-JP\n"
        . 'Content-Transfer-Encoding: 7bit';
$text = mb_convert_encoding($text, 'ISO-2022-JP', 'UTF-8');
mail('madoguchi@example.jp', mb_encode_mimeheader('窓口へのご意見', 'ISO-2022-JP'), $text, $header);
echo 'ご意見ありがとうございました。';
