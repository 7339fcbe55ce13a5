<?php
mb_language("Japanese");
mb_internal_encoding("UTF-8");
$to = "info@sakura-koumuten.example";
$mode = isset($_POST['mode']) ? $_POST['mode'] : 'input';

function h($s) { return htmlspecialchars($s, ENT_QUOTES, 'UTF-8'); }

$onamae = isset($_POST['onamae']) ? h($_POST['onamae']) : '';
$email  = isset($_POST['email']) ? h($_POST['email']) : '';
$naiyou = isset($_POST['naiyou']) ? h($_POST['naiyou']) : '';

if ($mode == 'input') { ?>
<form method="post">
お名前 <input type="text" name="onamae">
メール <input type="text" name="email">
内容 <textarea name="naiyou"></textarea>
<input type="hidden" name="mode" value="confirm"><input type="submit" value="確認">
</form>
<?php } elseif ($mode == 'confirm') { ?>
<form method="post">
<p><?= $onamae ?></p><p><?= $email ?></p><p><?= nl2br($naiyou) ?></p>
<input type="hidden" name="onamae" value="<?= $onamae ?>">
<input type="hidden" name="email" value="<?= $email ?>">
<input type="hidden" name="naiyou" value="<?= $naiyou ?>">
<input type="hidden" name="mode" value="send"><input type="submit" value="送信">
</form>
<?php } elseif ($mode == 'send') {
    $body  = "ホームページからお問い合わせがありました。\n\n";
    $body .= "【お名前】" . $onamae . "\n【メール】" . $email . "\n【内容】\n" . $naiyou . "\n";
    mb_send_mail($to, "【お問い合わせ】" . $onamae . "様より", $body, "From: " . $email);
    echo "送信しました。ありがとうございました。";
}
