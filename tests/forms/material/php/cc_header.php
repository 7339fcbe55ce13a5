<?php
$email = $_POST['email'];
if (!preg_match('/\A[^\s,;<>@]+@[^\s,;<>@]+\z/', $email)) {
    exit('Invalid address');
}
$headers = "From: form@example.jp\r\nCc: $email";
mail('office@example.jp', 'Your enquiry', $_POST['text'], $headers);
echo 'Thank you.';
