<?php
$email = $_POST['email'];
$from = $_POST['from'];
if (!filter_var($email, FILTER_VALIDATE_EMAIL)) {
    exit('Please enter your address.');
}
mail('office@example.jp', 'Contact', $_POST['body'], "From: $from\r\nReply-To: $email");
echo 'Thank you';
