<?php
$email = $_POST['email'];
if (!preg_match('/^[a-z0-9._+-]+@[a-z0-9.-]+$/im', $email)) {
    die('Bad address');
}
mail('office@example.jp', 'Contact', $_POST['body'], 'From: ' . $email);
echo 'Thank you';
