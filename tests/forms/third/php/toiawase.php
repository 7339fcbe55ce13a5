<?php
// お問い合わせフォーム  2003/06/12 作成  総務課
// 2005/01 確認画面を追加
mb_language('Japanese');
mb_internal_encoding('EUC-JP');

$admin   = 'soumu@example.jp';
$subject = 'ホームページからのお問い合わせ';

function h($s)
{
    return htmlspecialchars($s, ENT_QUOTES, 'EUC-JP');
}

$name  = isset($_POST['onamae']) ? $_POST['onamae'] : '';
$mail  = isset($_POST['mail']) ? $_POST['mail'] : '';
$tel   = isset($_POST['tel']) ? $_POST['tel'] : '';
$naiyo = isset($_POST['naiyo']) ? $_POST['naiyo'] : '';

$errors = array();
if ($name == '')  $errors[] = 'お名前を入力してください。';
if ($mail == '')  $errors[] = 'メールアドレスを入力してください。';
if (!strstr($mail, '@')) $errors[] = 'メールアドレスの形式が正しくありません。';
if ($naiyo == '') $errors[] = 'お問い合わせ内容を入力してください。';

echo "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=EUC-JP\"></head><body>\n";
if (count($errors) > 0) {
    foreach ($errors as $e) echo '<p class="err">', $e, "</p>\n";
    echo '<a href="javascript:history.back()">戻る</a></body></html>';
    exit;
}

$body  = "お名前: $name\n";
$body .= "電話番号: $tel\n";
$body .= "----------------------------------------\n";
$body .= $naiyo . "\n";

if (mb_send_mail($admin, $subject, $body, 'From: ' . $mail)) {
    echo '<p>', h($name), ' 様、お問い合わせありがとうございました。</p>';
} else {
    echo '<p>送信に失敗しました。</p>';
}
?>
</body></html>
