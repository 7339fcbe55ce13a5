<?php
// 全フォーム共通の入口検査。改行が許されるのは本文 (honbun, bikou) だけ。
foreach ($_POST as $key => $value) {
    if (!is_string($value)) {
        header('HTTP/1.0 400 Bad Request');
        exit;
    }
    if ($key !== 'honbun' && $key !== 'bikou' && preg_match('/[\x00-\x1f]/', $value)) {
        header('HTTP/1.0 400 Bad Request');
        exit('不正な入力です。');
    }
}
