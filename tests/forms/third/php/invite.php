<?php
// 友達招待 最大5人まで
$friends = preg_split('/[\s,;]+/', $_POST['friends'] ?? '', -1, PREG_SPLIT_NO_EMPTY);
$friends = array_slice(array_unique($friends), 0, 5);
$me = mb_strimwidth(str_replace(["\r", "\n"], '', $_POST['me'] ?? ''), 0, 40);

if (!$friends || $me === '') {
    exit('招待するお友達のアドレスとお名前を入力してください。');
}

$send = function (string $to) use ($me): bool {
    $body = "{$me} さんからの招待です。\n\n"
          . "こちらから無料で登録できます。\nhttps://www.example.jp/join\n";
    return mb_send_mail($to, '招待状が届いています', $body, 'From: invite@example.jp');
};

mb_language('uni');
mb_internal_encoding('UTF-8');
$ok = array_filter($friends, $send);
printf('%d 人に招待状を送りました。', count($ok));
