<?php
session_start();
// 予約フォーム（民宿） step=1 入力, 2 確認, 3 完了
$step = isset($_REQUEST['step']) ? (int)$_REQUEST['step'] : 1;

if ($step == 2) {
    $_SESSION['yoyaku'] = $_POST;
    $err = '';
    if ($_POST['guest'] == '') {
        $err .= '代表者名がありません。<br>';
    }
    if (!preg_match('/\A[\w.+-]+@[\w-]+(\.[\w-]+)+\z/', $_POST['mail'])) {
        $err .= 'メールアドレスをご確認ください。<br>';
    }
    if ($err) {
        echo $err . '<a href="yoyaku.php">戻る</a>';
        exit;
    }
    echo '<form method="post" action="yoyaku.php"><input type="hidden" name="step" value="3">';
    echo htmlspecialchars($_POST['guest']) . ' 様、よろしいですか。<input type="submit" value="予約する"></form>';
    exit;
}

if ($step == 3) {
    $y = $_SESSION['yoyaku'];
    $naiyo = "代表者 : {$y['guest']}\n人数 : {$y['nin']}\n日付 : {$y['hi']}\n";
    $h = "From: {$y['mail']}\nX-Form: yoyaku";
    mail('yado@example.jp', 'Yoyaku', $naiyo, $h);
    session_destroy();
    echo 'ご予約を受け付けました。';
    exit;
}
?>
<form method="post" action="yoyaku.php">
<input type="hidden" name="step" value="2">
代表者<input name="guest"> メール<input name="mail"> 人数<input name="nin"> 日付<input name="hi">
<input type="submit" value="確認">
</form>
