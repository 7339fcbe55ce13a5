<?php
// メールフォーム（Shift_JIS）
mb_language('Japanese');
mb_internal_encoding('SJIS');
$mailto = 'office@example.jp';
$subject = 'ホームページからのお問い合わせ';
if (!isset($_POST['email']) || !preg_match('/^[\w.\-]+@[\w.\-]+\.[a-z]+\z/i', $_POST['email'])) {
    echo 'メールアドレスを正しく入力してください。';
    exit;
}
$body = "ソ表能\n";
foreach ($_POST as $key => $val) {
    $body .= $key . '：' . $val . "\n";
}
mb_send_mail($mailto, $subject, $body, 'From: ' . $_POST['email']);
echo '送信しました。';
