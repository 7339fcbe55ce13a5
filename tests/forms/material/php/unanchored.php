<?php
$email = $_POST['email'];
if (!preg_match('/[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+/', $email)) {
    die('Bad address');
}
mail('office@example.jp', 'Contact', $_POST['body'], 'From: ' . $email);
echo 'Thank you';
