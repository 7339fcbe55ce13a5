<?php
// settings
$to = 'seminar@zaidan-culture.example';
$from = 'web@zaidan-culture.example';
$title = 'セミナー申し込み';
// form values
foreach ($_POST as $key => $val) {
    $$key = $val;
}
mb_language('uni');
mb_internal_encoding('UTF-8');

if (!$name || !$tel) {
    echo 'お名前と電話番号は必須です。<a href="javascript:history.back()">戻る</a>';
    exit;
}
$body = <<<EOT
セミナー申し込みがありました。

お名前: $name
電話: $tel
人数: $ninzu
ご要望:
$youbou
EOT;
mb_send_mail($to, $title, $body, 'From: ' . $from);
?>
<p>お申し込みありがとうございました。</p>
