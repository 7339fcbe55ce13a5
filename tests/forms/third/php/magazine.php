<?php
// メールマガジン登録（ダブルオプトイン）
$dir = __DIR__ . '/mmdata';
if (!is_dir($dir)) mkdir($dir, 0700);

if (isset($_GET['key']) && preg_match('/\A[0-9a-f]{32}\z/', $_GET['key'])) {
    $file = "$dir/wait-{$_GET['key']}";
    if (is_file($file)) {
        file_put_contents("$dir/list.txt", file_get_contents($file) . "\n", FILE_APPEND | LOCK_EX);
        unlink($file);
        exit('登録が完了しました。');
    }
    exit('このURLは無効です。');
}

$email = filter_input(INPUT_POST, 'email', FILTER_VALIDATE_EMAIL);
if ($email === null) {
    exit('<form method="post"><input name="email"><button>登録</button></form>');
}
if ($email === false) {
    exit('メールアドレスの形式が正しくありません。');
}

// 連続送信を防ぐ
$stamp = $dir . '/stamp-' . sha1(strtolower($email));
if (is_file($stamp) && time() - filemtime($stamp) < 3600) {
    exit('確認メールはすでに送信済みです。');
}
touch($stamp);

$key = bin2hex(random_bytes(16));
file_put_contents("$dir/wait-$key", $email);

$url  = 'https://www.example.jp/magazine.php?key=' . $key;
$body = "メールマガジンへのご登録を受け付けました。\n"
      . "下記のURLを開くと登録が完了します。\n\n$url\n\n"
      . "お心当たりのない場合は、このメールを破棄してください。\n";
mb_language('uni');
mb_internal_encoding('UTF-8');
mb_send_mail($email, '【要確認】メールマガジン登録', $body, 'From: magazine@example.jp');
echo '確認メールを送信しました。';
