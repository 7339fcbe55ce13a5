<?php
$email = $_POST['email'];
if (strpos($email, "\r\n") !== false) {
    die('Injection attempt.');
}
mail('office@example.jp', 'Contact', $_POST['text'], "From: $email");
echo 'Thank you.';
