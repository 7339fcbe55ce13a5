<?php
// form of the old i-mode pages: values come url-encoded twice from some handsets
function kirei($s)
{
    $s = str_replace(array("\r", "\n", "\0"), '', $s);
    return htmlspecialchars($s);
}

$data = array();
foreach (array('namae', 'email', 'honbun') as $k) {
    $data[$k] = isset($_POST[$k]) ? kirei($_POST[$k]) : '';
}

if ($data['namae'] == '' || $data['honbun'] == '') {
    echo 'not enough';
    exit;
}

// handsets
foreach ($data as $k => $v) {
    $data[$k] = rawurldecode($v);
}

$hd = 'From: imode@example.jp' . "\n" . 'Reply-To: ' . $data['email'];
mail('shop@example.jp', 'i-mode', $data['namae'] . "\n" . $data['honbun'], $hd);
echo 'OK';
