<?php
// 注文フォーム。確認後、お客様へ控えを送る。
session_start();
mb_language('uni');
mb_internal_encoding('UTF-8');

const SHOP = 'order@example.jp';

function valid_mail($s)
{
    return is_string($s) && strlen($s) < 200
        && preg_match('/\A[a-zA-Z0-9._+-]+@(?:[a-zA-Z0-9-]+\.)+[a-zA-Z]{2,}\z/', $s) === 1;
}

if (isset($_POST['check'])) {
    if (!valid_mail($_POST['email'] ?? null)) {
        exit('メールアドレスが正しくありません');
    }
    $_SESSION['form'] = [
        'email' => $_POST['email'],
        'name'  => (string)($_POST['name'] ?? ''),
        'hope'  => (string)($_POST['hope'] ?? ''),
    ];
    ?>
    <p>この内容で送信します。よろしいですか?</p>
    <form method="post"><button name="go" value="1">送信する</button></form>
    <?php
    exit;
}

if (isset($_POST['go'], $_SESSION['form'])) {
    $f = $_SESSION['form'];
    $order = "お名前　: {$f['name']}\nご希望　:\n{$f['hope']}\n";
    mb_send_mail(SHOP, '新しい注文', $order, 'From: ' . SHOP . "\r\nReply-To: " . $f['email']);
    mb_send_mail(
        $f['email'],
        'ご注文ありがとうございます',
        "このたびはご注文いただき、誠にありがとうございます。\n以下の内容で承りました。\n\n" . $order . "\n製菓店はなまる\n",
        'From: ' . SHOP
    );
    $_SESSION = [];
    echo '送信しました。';
    exit;
}
?>
<form method="post">
<input name="name"><input type="email" name="email"><textarea name="hope"></textarea>
<button name="check" value="1">確認画面へ</button>
</form>
