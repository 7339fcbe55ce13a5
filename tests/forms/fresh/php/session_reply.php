<?php
session_start();
mb_language('Japanese');
mb_internal_encoding('UTF-8');

define('ADMIN_MAIL', 'reserve@example.jp');
define('SHOP_NAME', '旅館ひやり荘');

$items = array(
    'name' => array('label' => 'お名前', 'must' => true),
    'kana' => array('label' => 'フリガナ', 'must' => false),
    'email' => array('label' => 'メールアドレス', 'must' => true),
    'date' => array('label' => '宿泊日', 'must' => true),
    'note' => array('label' => 'ご要望', 'must' => false),
);

function check_input($items)
{
    $error = array();
    $data = array();
    foreach ($items as $key => $item) {
        $value = isset($_POST[$key]) ? $_POST[$key] : '';
        if (is_array($value)) {
            $value = '';
        }
        $value = mb_convert_kana(trim($value), 'KV');
        if ($item['must'] && $value === '') {
            $error[$key] = $item['label'] . 'は必須です';
        }
        $data[$key] = $value;
    }
    if (!isset($error['email']) && !filter_var($data['email'], FILTER_VALIDATE_EMAIL)) {
        $error['email'] = 'メールアドレスをご確認ください';
    }
    return array($data, $error);
}

$step = isset($_POST['step']) ? $_POST['step'] : 'input';
if ($step === 'check') {
    list($data, $error) = check_input($items);
    if ($error) {
        $step = 'input';
    } else {
        $_SESSION['form'] = $data;
        $_SESSION['token'] = sha1(uniqid(mt_rand(), true));
    }
} elseif ($step === 'finish') {
    if (empty($_SESSION['form']) || !isset($_POST['token']) || $_POST['token'] !== $_SESSION['token']) {
        header('Location: session_reply.php');
        exit;
    }
    $data = $_SESSION['form'];
    $lines = '';
    foreach ($items as $key => $item) {
        $lines .= '■' . $item['label'] . "\n" . $data[$key] . "\n\n";
    }
    mb_send_mail(ADMIN_MAIL, '【予約】' . $data['name'] . '様', $lines, 'From: ' . ADMIN_MAIL . "\nReply-To: " . $data['email']);
    $reply = $data['name'] . " 様\n\nご予約ありがとうございます。下記の内容で承りました。\n\n" . $lines . SHOP_NAME . "\n";
    mb_send_mail($data['email'], '【自動返信】ご予約の確認', $reply, 'From: ' . ADMIN_MAIL);
    unset($_SESSION['form'], $_SESSION['token']);
}
?>
<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><title>ご予約</title></head><body>
<?php if ($step === 'finish'): ?>
<p>ご予約を承りました。</p>
<?php elseif ($step === 'check'): ?>
<form method="post">
<?php foreach ($items as $key => $item): ?>
<p><?php echo $item['label'] ?>: <?php echo htmlspecialchars($data[$key], ENT_QUOTES, 'UTF-8') ?></p>
<?php endforeach ?>
<input type="hidden" name="step" value="finish">
<input type="hidden" name="token" value="<?php echo $_SESSION['token'] ?>">
<button>送信</button>
</form>
<?php else: ?>
<form method="post"><input type="hidden" name="step" value="check">
<?php foreach ($items as $key => $item): ?>
<p><?php echo $item['label'] ?> <input name="<?php echo $key ?>"> <?php if (isset($error[$key])) echo $error[$key] ?></p>
<?php endforeach ?>
<button>確認</button></form>
<?php endif ?>
</body></html>
