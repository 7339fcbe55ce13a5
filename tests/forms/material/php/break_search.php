<?php
$email = $_POST['email'];
if (strpos($email, "\n") !== false || strpos($email, "\r") !== false) {
    header('HTTP/1.0 403 Forbidden');
    die('Injection attempt.');
}
mail('office@example.jp', 'Contact', $_POST['text'], "From: $email");
echo 'Thank you.';
