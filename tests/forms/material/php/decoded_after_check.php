<?php
$email = $_POST['email'];
if (preg_match('/[\r\n]/', $email)) {
    die('Injection attempt.');
}
// Old browsers send it encoded twice.
$email = urldecode($email);
mail('office@example.jp', 'Contact', $_POST['text'], "From: $email");
echo 'Thank you.';
