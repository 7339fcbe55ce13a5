<?php
$email = filter_var($_POST['email'], FILTER_VALIDATE_EMAIL);
if ($email === false) {
    exit('Invalid address');
}
mail('office@example.jp', 'Message', $_POST['text'], "From: form@example.jp", '-f' . $email);
echo 'ok';
