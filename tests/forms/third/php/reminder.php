<?php
// パスワード再発行: 登録済みアドレスへのみ送信
$users = array(
    // id => (メール, 氏名)
    'suzuki' => array('suzuki@example.jp', '鈴木'),
    'tanaka' => array('tanaka@example.jp', '田中'),
);

$id   = isset($_POST['id']) ? $_POST['id'] : '';
$mail = isset($_POST['mail']) ? $_POST['mail'] : '';

if ($id === '') {
    echo '<form method="post">ID <input name="id"> メール <input name="mail"><input type="submit"></form>';
    exit;
}

$found = null;
foreach ($users as $key => $user) {
    if (strcasecmp($key, $id) === 0 && strcasecmp($user[0], $mail) === 0) {
        $found = $user;
        break;
    }
}

if ($found) {
    $code = substr(sha1(uniqid(mt_rand(), true)), 0, 12);
    file_put_contents(dirname(__FILE__) . '/reset.log', $found[0] . ' ' . $code . "\n", FILE_APPEND);
    $text = $found[1] . " 様\n\n再設定コード: $code\n有効期限は1時間です。\n";
    mail($found[0], 'password', $text, "From: system@example.jp\nContent-Type: text/plain; charset=UTF-8");
}
// 登録の有無は知らせない
echo '登録がある場合、再設定の案内をお送りしました。';
