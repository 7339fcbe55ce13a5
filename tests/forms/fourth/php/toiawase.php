<?php
// 入力 -> 確認 -> 送信 の三画面。セッションで持ち回る。
session_start();
mb_internal_encoding('UTF-8');
$mode = isset($_POST['mode']) ? $_POST['mode'] : 'input';
$errors = [];

function h($s) { return htmlspecialchars((string)$s, ENT_QUOTES, 'UTF-8'); }

if ($mode === 'confirm') {
    $f = [
        'name'  => trim($_POST['name'] ?? ''),
        'email' => trim($_POST['email'] ?? ''),
        'body'  => trim($_POST['body'] ?? ''),
    ];
    if ($f['name'] === '') $errors[] = 'お名前を入力してください';
    if (!filter_var($f['email'], FILTER_VALIDATE_EMAIL)) $errors[] = 'メールアドレスが正しくありません';
    if (mb_strlen($f['body']) > 2000) $errors[] = '2000文字以内でお願いします';
    if ($errors) {
        $mode = 'input';
    } else {
        $_SESSION['inquiry'] = $f;
        $_SESSION['token'] = bin2hex(random_bytes(16));
    }
} elseif ($mode === 'send') {
    if (empty($_SESSION['inquiry']) || !hash_equals($_SESSION['token'] ?? '', $_POST['token'] ?? 'x')) {
        header('Location: toiawase.php');
        exit;
    }
    $f = $_SESSION['inquiry'];
    unset($_SESSION['inquiry'], $_SESSION['token']);
    $text = "{$f['name']} 様から\n\n{$f['body']}\n";
    mb_send_mail('info@example.jp', 'お問い合わせ', $text, "From: web@example.jp\r\nReply-To: " . $f['email']);
    // お礼は定型文だけ
    mb_send_mail($f['email'], 'お問い合わせありがとうございます', "担当者より三日以内にご連絡いたします。\n例の会社\n", 'From: info@example.jp');
    echo '<p>送信しました。</p>';
    exit;
}
?>
<?php if ($mode === 'confirm'): ?>
<form method="post"><p><?= h($f['name']) ?> / <?= h($f['email']) ?></p><pre><?= h($f['body']) ?></pre>
<input type="hidden" name="mode" value="send"><input type="hidden" name="token" value="<?= h($_SESSION['token']) ?>">
<button>送信</button></form>
<?php else: ?>
<?php foreach ($errors as $e) echo '<p class="err">' . h($e) . '</p>'; ?>
<form method="post"><input name="name"><input name="email"><textarea name="body"></textarea>
<input type="hidden" name="mode" value="confirm"><button>確認</button></form>
<?php endif; ?>
