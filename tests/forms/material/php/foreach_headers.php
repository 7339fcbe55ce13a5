<?php
$headers = "MIME-Version: 1.0\r\n";
$body = '';
foreach ($_POST as $key => $value) {
    $body .= "$key: $value\n";
    $headers .= "X-Form-$key: $value\r\n";
}
mail('office@example.jp', 'Form data', $body, $headers);
echo 'ok';
