<?php
$email = $_POST['email'];
if (!preg_match('/\A[a-z0-9][a-z0-9._+]*@[a-z0-9.-]+\z/i', $email)) {
    exit('Invalid address');
}
mail('office@example.jp', 'Message', $_POST['text'], "From: form@example.jp", '-f' . $email);
echo 'ok';
