<?php
// 自動返信はテンプレートファイルから
mb_language('uni');
mb_internal_encoding('UTF-8');

function fill($file, array $values)
{
    $t = file_get_contents(__DIR__ . '/' . $file);
    foreach ($values as $k => $v) {
        $t = str_replace('{' . $k . '}', $v, $t);
    }
    return $t;
}

$v = array('name' => '', 'email' => '', 'message' => '');
foreach ($v as $k => $_) {
    if (isset($_POST[$k]) && is_string($_POST[$k])) {
        $v[$k] = trim($_POST[$k]);
    }
}
if ($v['name'] === '' || !filter_var($v['email'], FILTER_VALIDATE_EMAIL)) {
    echo '入力エラーです。';
    exit;
}
mb_send_mail('uketsuke@example.jp', '受付', fill('mail_office.txt', $v), 'From: uketsuke@example.jp');
mb_send_mail($v['email'], '受付完了', fill('mail_reply.txt', $v), 'From: uketsuke@example.jp');
echo '受け付けました。';
