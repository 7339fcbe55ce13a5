<?php
// お問い合わせフォーム (入力 → 確認 → 完了)
header('Content-Type: text/html; charset=UTF-8');
mb_language('ja');
mb_internal_encoding('UTF-8');

$to = 'info@example.jp';
$subject = 'ホームページからのお問い合わせ';
$mode = isset($_POST['mode']) ? $_POST['mode'] : '';
$errors = array();

function h($s) {
    return htmlspecialchars($s, ENT_QUOTES, 'UTF-8');
}

$name = isset($_POST['name']) ? trim($_POST['name']) : '';
$mail = isset($_POST['mail']) ? trim($_POST['mail']) : '';
$tel = isset($_POST['tel']) ? trim($_POST['tel']) : '';
$body = isset($_POST['body']) ? trim($_POST['body']) : '';

if ($mode == 'confirm') {
    if ($name == '') {
        $errors[] = 'お名前を入力してください。';
    }
    if (!preg_match('/\A[a-zA-Z0-9._+-]+@[a-zA-Z0-9.-]+\z/', $mail)) {
        $errors[] = 'メールアドレスが正しくありません。';
    }
    if ($body == '') {
        $errors[] = 'お問い合わせ内容を入力してください。';
    }
    if (count($errors) > 0) {
        $mode = '';
    }
}
if ($mode == 'send') {
    $text = "ホームページから次のお問い合わせがありました。\n\n";
    $text .= "お名前: $name\n";
    $text .= "メール: $mail\n";
    $text .= "電話: $tel\n\n";
    $text .= $body . "\n";
    $from = 'From: ' . mb_encode_mimeheader($name, 'ISO-2022-JP') . ' <' . $mail . '>';
    if (!mb_send_mail($to, $subject, $text, $from)) {
        $errors[] = '送信できませんでした。';
    }
}
?>
<html><head><title>お問い合わせ</title></head><body>
<?php foreach ($errors as $e) { ?>
<p class="error"><?php echo h($e) ?></p>
<?php } ?>
<?php if ($mode == 'send' && !$errors) { ?>
<p>送信しました。ありがとうございました。</p>
<?php } elseif ($mode == 'confirm') { ?>
<form method="post" action="kakunin_mail.php">
<table>
<tr><th>お名前</th><td><?php echo h($name) ?></td></tr>
<tr><th>メール</th><td><?php echo h($mail) ?></td></tr>
<tr><th>内容</th><td><?php echo nl2br(h($body)) ?></td></tr>
</table>
<input type="hidden" name="name" value="<?php echo h($name) ?>">
<input type="hidden" name="mail" value="<?php echo h($mail) ?>">
<input type="hidden" name="tel" value="<?php echo h($tel) ?>">
<input type="hidden" name="body" value="<?php echo h($body) ?>">
<input type="hidden" name="mode" value="send">
<input type="submit" value="送信する">
</form>
<?php } else { ?>
<form method="post" action="kakunin_mail.php">
<input type="hidden" name="mode" value="confirm">
お名前 <input name="name" value="<?php echo h($name) ?>"><br>
メール <input name="mail" value="<?php echo h($mail) ?>"><br>
電話 <input name="tel" value="<?php echo h($tel) ?>"><br>
<textarea name="body"><?php echo h($body) ?></textarea><br>
<input type="submit" value="確認">
</form>
<?php } ?>
</body></html>
