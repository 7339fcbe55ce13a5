<?php
$email = $_POST['email'];
$sent = mail('office@example.jp', 'Contact', $_POST['body'], "From: $email");

if (!filter_var($email, FILTER_VALIDATE_EMAIL)) {
    echo 'That address does not look right.';
    exit;
}
echo $sent ? 'Thank you' : 'Error';
