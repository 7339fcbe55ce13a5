<?php
// 注文フォーム (入力 → 確認 → 送信)
session_start();

$items = array('cake' => 'チーズケーキ', 'roll' => 'ロールケーキ', 'cookie' => '焼き菓子詰め合わせ');

function e($s) { return htmlspecialchars($s, ENT_QUOTES, 'UTF-8'); }

$step = isset($_POST['step']) ? $_POST['step'] : 'input';

if ($step === 'confirm') {
    foreach (array('name', 'email', 'address', 'item', 'num', 'memo') as $key) {
        $_SESSION['order'][$key] = isset($_POST[$key]) ? trim($_POST[$key]) : '';
    }
    $o = $_SESSION['order'];
    if ($o['name'] === '' || $o['email'] === '' || !isset($items[$o['item']]) || (int)$o['num'] < 1) {
        die('入力内容をご確認ください。');
    }
    echo '<h1>ご注文内容の確認</h1><ul>';
    foreach ($o as $v) echo '<li>', nl2br(e($v)), '</li>';
    echo '</ul><form method="post"><input type="hidden" name="step" value="send"><input type="submit" value="送信"></form>';
    exit;
}

if ($step === 'send' && !empty($_SESSION['order'])) {
    $o = $_SESSION['order'];
    $text = "ご注文が入りました。\n\n"
          . '商品: ' . $items[$o['item']] . ' x ' . (int)$o['num'] . "\n"
          . '氏名: ' . $o['name'] . "\n住所: " . $o['address'] . "\n備考:\n" . $o['memo'] . "\n";
    $header = implode("\n", array(
        'From: ' . $o['email'],
        'MIME-Version: 1.0',
        'Content-Type: text/plain; charset=UTF-8',
        'Content-Transfer-Encoding: 8bit',
    ));
    mail('shop@example.jp', '=?UTF-8?B?' . base64_encode('注文 ' . $items[$o['item']]) . '?=', $text, $header);
    unset($_SESSION['order']);
    echo '<p>ご注文を承りました。</p>';
    exit;
}
?>
<form method="post">
<input type="hidden" name="step" value="confirm">
<input name="name"><input name="email"><input name="address">
<select name="item"><?php foreach ($items as $k => $v) echo "<option value=\"$k\">$v</option>"; ?></select>
<input name="num" value="1"><textarea name="memo"></textarea>
<input type="submit" value="確認">
</form>
