<?php
//----------------------------------------
// 資料請求フォーム (EUC-JP)
//----------------------------------------
mb_language("Japanese");
mb_internal_encoding("EUC-JP");

$master = "shiryo@example.jp";
$title  = "資料請求";

foreach ($_POST as $key => $val) {
    if (function_exists("get_magic_quotes_gpc")) $val = stripslashes($val);
    $val = mb_convert_encoding($val, "EUC-JP", "auto");
    $val = str_replace("\r\n", "\n", $val);
    $val = str_replace("\r", "\n", $val);
    $in[$key] = $val;
}
if ($in["onamae"] == "" || $in["email"] == "") {
    err("お名前とメールアドレスを入力してください");
}
if (!preg_match("/^[^@]+@[^@]+$/", $in["email"])) {
    err("メールアドレスが正しくありません");
}

$body = "";
$body .= "お名前　　：" . $in["onamae"] . "\n";
$body .= "郵便番号　：" . $in["zip"] . "\n";
$body .= "ご住所　　：" . $in["addr"] . "\n";
$body .= "ご質問　　：\n" . $in["q"] . "\n";

$from = mb_encode_mimeheader(mb_convert_encoding($in["onamae"], "ISO-2022-JP", "EUC-JP"), "ISO-2022-JP") . "<" . $in["email"] . ">";
mb_send_mail($master, $title, $body, "From: " . $from);
html_head("送信完了");
echo "<p>資料請求を受け付けました。</p></body></html>";

function html_head($t) {
    header("Content-Type: text/html; charset=EUC-JP");
    echo "<html><head><title>$t</title></head><body>";
}
function err($m) {
    html_head("エラー");
    echo "<p>$m</p></body></html>";
    exit;
}
?>
