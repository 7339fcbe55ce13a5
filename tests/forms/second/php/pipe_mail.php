<?php
$sendmail = '/usr/sbin/sendmail -t -i';
$to = 'info@nishi-dental.example';
$from = isset($_REQUEST['from']) ? $_REQUEST['from'] : '';
$name = mb_convert_kana($_REQUEST['name'], 'KV', 'EUC-JP');
$msg = $_REQUEST['msg'];
if (get_magic_quotes_gpc()) {
    $name = stripslashes($name);
    $msg = stripslashes($msg);
}
if (!$from || !$msg) {
    print '入力が足りません';
    exit;
}
$p = popen($sendmail, 'w');
fputs($p, "To: $to\n");
fputs($p, "From: $from\n");
fputs($p, "Subject: " . mb_encode_mimeheader('お問い合わせ') . "\n");
fputs($p, "Content-Type: text/plain; charset=ISO-2022-JP\n\n");
fputs($p, mb_convert_encoding("$name\n\n$msg\n", 'JIS', 'EUC-JP'));
pclose($p);
print '送信しました';
