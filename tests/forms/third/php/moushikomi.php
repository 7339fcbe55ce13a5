<?php
// 講座申込み : 講座ごとに担当者が違う
$tantou = array(
    'ikebana' => 'hana@example.jp',
    'shodou'  => 'fude@example.jp',
    'pc'      => 'pc-class@example.jp',
);
$jimu = 'jimu@example.jp';

$kouza = isset($_REQUEST['kouza']) ? $_REQUEST['kouza'] : '';
$atesaki = isset($tantou[$kouza]) ? $tantou[$kouza] : $jimu;

$labels = array('simei' => '氏名', 'kana' => 'フリガナ', 'nenrei' => '年齢', 'renraku' => '連絡先');
$lines = array();
foreach ($labels as $key => $label) {
    if (empty($_REQUEST[$key])) {
        echo $label . 'が空欄です。';
        exit;
    }
    $lines[] = $label . ' : ' . $_REQUEST[$key];
}
$lines[] = '受付 : ' . date('Y/m/d H:i') . ' ' . $_SERVER['REMOTE_ADDR'];

mb_language('ja');
mb_internal_encoding('UTF-8');
if (mb_send_mail($atesaki, '講座申込み (' . $kouza . ')', implode("\n", $lines), "From: $jimu\nCc: $jimu")) {
    header('Location: /kouza/thanks.html');
} else {
    header('Location: /kouza/error.html');
}
