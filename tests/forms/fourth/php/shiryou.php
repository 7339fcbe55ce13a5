<?php
/* 資料請求 (EUC-JP)  担当: 広報 */
mb_language('Japanese');
mb_internal_encoding('EUC-JP');

$shimei   = mb_convert_kana(@$_POST['shimei'], 'KV');
$juusho   = mb_convert_kana(@$_POST['juusho'], 'KVas');
$mailaddr = mb_convert_kana(@$_POST['mailaddr'], 'a');
$busuu    = intval(@$_POST['busuu']);

if (!$shimei || !$juusho) {
    echo '氏名と住所は必須です。';
    exit();
}
if (strpos($mailaddr, '@') === false) {
    echo 'メールアドレスが不正です。';
    exit();
}

$honbun = <<<EOM
資料請求がありました。

氏名　: $shimei
住所　: $juusho
部数　: $busuu
メール: $mailaddr
EOM;

$from = "From: " . $mailaddr;
mb_send_mail('kouhou@example.jp', '資料請求', $honbun, $from);
echo '受け付けました。';
