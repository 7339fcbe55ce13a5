<?php
// 作業依頼フォーム。エラーが一つでもあれば送らない。
mb_language('uni');
mb_internal_encoding('UTF-8');
$post = array_map(function ($v) { return is_string($v) ? trim($v) : ''; }, $_POST);
$error = array();

if (!isset($post['onamae']) || $post['onamae'] === '') {
    $error[] = 'お名前がありません';
} elseif (mb_strlen($post['onamae']) > 40 || preg_match('/[[:cntrl:]]/u', $post['onamae'])) {
    $error[] = 'お名前をご確認ください';
}
if (!isset($post['email']) || !preg_match('/^[\x21-\x2b\x2d-\x3f\x41-\x7e]+@[0-9a-z.-]+\z/i', $post['email'])) {
    $error[] = 'メールアドレスをご確認ください';
}
if (!isset($post['irai']) || $post['irai'] === '') {
    $error[] = 'ご依頼内容がありません';
}

if (count($error) === 0) {
    $from = mb_encode_mimeheader($post['onamae'], 'UTF-8', 'B') . ' <' . $post['email'] . '>';
    $ok = mb_send_mail('sagyou@example.jp', '作業依頼', $post['irai'], "From: web@example.jp\nReply-To: $from");
    if (!$ok) {
        $error[] = '送信できませんでした';
    }
}
if ($error) {
    echo '<ul>';
    foreach ($error as $e) {
        echo '<li>', htmlspecialchars($e), '</li>';
    }
    echo '</ul>';
} else {
    echo '<p>ご依頼ありがとうございます。</p>';
}
