<?php
// 資料請求フォーム 確認→送信（hiddenで引き継ぎ）
mb_language('Japanese');
mb_internal_encoding('UTF-8');

$p = array_map('htmlspecialchars', $_POST);
$p = array_map('strip_tags', $p);
$mode = isset($p['mode']) ? $p['mode'] : '';

if ($mode == 'confirm') {
    if (!preg_match('/^[\w.+-]+@[\w.-]+$/', $p['email'])) {
        exit('メールアドレスをご確認ください');
    }
    echo '<p>', $p['company'], '<br>', $p['email'], '<br>', nl2br($p['note']), '</p>';
    echo '<form method="post">';
    foreach (array('company', 'email', 'note') as $k) {
        echo '<input type="hidden" name="', $k, '" value="', $p[$k], '">';
    }
    echo '<input type="hidden" name="mode" value="send"><input type="submit" value="送信"></form>';
} elseif ($mode == 'send') {
    $body = <<<MAIL
以下の資料請求がありました。

会社名 : {$p['company']}
メール : {$p['email']}
備考   :
{$p['note']}
MAIL;
    mb_send_mail('shiryou@example.jp', '資料請求', $body, 'From: ' . $p['email']);
    echo '送信しました。資料の到着まで一週間ほどお待ちください。';
} else {
    echo '<form method="post"><input name="company"><input name="email"><textarea name="note"></textarea>';
    echo '<input type="hidden" name="mode" value="confirm"><input type="submit" value="確認"></form>';
}
