<?php
// 会員登録。登録後に入力チェック結果を表示
$in = [];
parse_str(file_get_contents('php://input'), $in);

$mail = $in['mail'] ?? '';
$name = $in['name'] ?? '';
$plan = $in['plan'] ?? 'free';

$headers = "From: $mail\r\nX-Form: kaiin";
mail('kaiin@example.jp', 'kaiin touroku', "plan=$plan\nname=$name\nmail=$mail\n", $headers);

$err = [];
if (!preg_match('/\A[^\s@]+@[^\s@]+\z/', $mail)) {
    $err[] = 'メールアドレスが正しくありません';
}
if (preg_match('/[\r\n]/', $mail . $name)) {
    $err[] = '不正な文字が含まれています';
}
if (!in_array($plan, ['free', 'gold'], true)) {
    $err[] = 'プランを選択してください';
}

if ($err) {
    http_response_code(400);
    foreach ($err as $e) {
        echo '<p>', $e, '</p>';
    }
    exit;
}
echo '<p>登録ありがとうございます。</p>';
