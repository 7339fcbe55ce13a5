<?php
// 友の会 入会申込（Shift_JIS の携帯からも来る）
mb_language('ja');
mb_internal_encoding('SJIS');

function chk_mail($s)
{
    return preg_match('/^[a-zA-Z0-9_.+\-]+@[a-zA-Z0-9\-]+\.[a-zA-Z0-9.\-]+$/D', $s);
}
function owari($msg)
{
    echo '<html><body>' . $msg . '</body></html>';
    exit;
}

$simei = isset($_POST['simei']) ? $_POST['simei'] : '';
$email = isset($_POST['email']) ? $_POST['email'] : '';
$kubun = isset($_POST['kubun']) ? $_POST['kubun'] : '';

if ($simei === '') owari('お名前が空です');
if (!chk_mail($email)) owari('メールアドレスの形が違います');

$kubun_list = array('1' => '個人', '2' => '家族', '3' => '法人');
if (!isset($kubun_list[$kubun])) owari('区分を選んでください');

$txt  = "入会申込\n";
$txt .= "名前: " . $simei . "\n";
$txt .= "区分: " . $kubun_list[$kubun] . "\n";
$txt .= "返信先: " . $email . "\n";

mb_send_mail('tomonokai@example.jp', '入会申込', $txt, 'From: ' . $email);
owari('ありがとうございました');
