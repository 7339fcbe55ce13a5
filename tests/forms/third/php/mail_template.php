<?php
// 見積依頼: メールの雛形を埋めて送る
$template = <<<'T'
From: {mail}
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit

{name} 様 ({mail}) から見積の依頼です。

品名: {item}
数量: {count}
T;

function fill($template, array $values)
{
    return preg_replace_callback('/\{(\w+)\}/', function ($m) use ($values) {
        return isset($values[$m[1]]) ? $values[$m[1]] : '';
    }, $template);
}

$values = array();
foreach (array('mail', 'name', 'item', 'count') as $k) {
    $values[$k] = isset($_POST[$k]) ? mb_convert_kana(trim($_POST[$k]), 'asKV', 'UTF-8') : '';
}
if (in_array('', $values, true)) {
    exit('すべての項目を入力してください。');
}

list($head, $body) = explode("\n\n", fill($template, $values), 2);
mail('mitsumori@example.jp', '=?UTF-8?B?' . base64_encode('見積依頼') . '?=', $body, $head);
echo '依頼を受け付けました。';
