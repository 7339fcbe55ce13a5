<?php
// 欠席連絡フォーム
mb_language("Japanese");
mb_internal_encoding("UTF-8");

function check_mail($addr) {
    return filter_var($addr, FILTER_VALIDATE_EMAIL) !== false;
}

$error = array();
$grade = isset($_POST["grade"]) ? intval($_POST["grade"]) : 0;
$class = isset($_POST["class"]) ? intval($_POST["class"]) : 0;
$child = isset($_POST["child"]) ? $_POST["child"] : "";
$email = isset($_POST["email"]) ? $_POST["email"] : "";
$reason = isset($_POST["reason"]) ? $_POST["reason"] : "";

if ($grade < 1 || $grade > 6) $error[] = "学年を選んでください。";
if ($child === "") $error[] = "お名前を入力してください。";
if (!check_mail($email)) $error[] = "メールアドレスを確認してください。";

if (count($error) > 0) {
    foreach ($error as $e) echo "<li>$e</li>";
    exit;
}
$body = "{$grade}年{$class}組 {$child}\n理由:\n{$reason}\n連絡先: {$email}\n";
$head = "From: system@minami-es.example\nReply-To: " . $email;
mb_send_mail("kesseki@minami-es.example", "欠席連絡 " . $child, $body, $head);
echo "<p>受け付けました。</p>";
