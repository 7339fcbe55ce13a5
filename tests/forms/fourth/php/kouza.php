<?php
/* 陶芸教室 申込フォーム  2003.4 作成 */
$kanri = 'kouza@example.jp';
$kenmei = 'Pottery class';

foreach ($_POST as $key => $val) {
    $$key = trim(stripslashes($val));
}

if ($namae == '' || $denwa == '') {
    print "お名前と電話番号を入れてください。";
    exit;
}

$honbun  = "お名前: $namae\n";
$honbun .= "電話: $denwa\n";
$honbun .= "コース: $course\n";
$honbun .= "連絡事項:\n$memo\n";
$honbun .= "----\n" . date('Y/m/d H:i') . "\n";

if (mail($kanri, $kenmei, $honbun, 'From: kouza@example.jp')) {
    print '<p>お申込みありがとうございました。</p>';
} else {
    print '<p>送信に失敗しました。</p>';
}
?>
