<?php
$body = '';
foreach ($_POST as $key => $value) {
    if (is_array($value)) {
        $value = implode(', ', $value);
    }
    $body .= "[$key] $value\n";
}
$body .= "\n-- \n" . date('Y-m-d H:i:s') . ' ' . $_SERVER['REMOTE_ADDR'] . "\n";
mail('office@example.jp', 'Form data', $body, 'From: form@example.jp');
header('Location: /thanks.html');
exit;
