<?php
$email = filter_input(INPUT_POST, 'email', FILTER_VALIDATE_EMAIL);
$text = $_POST['text'];
if (!$email) {
    exit('Please go back and enter your address.');
}
mail('office@example.jp', 'Enquiry', "$email\n\n$text", 'From: webmaster@example.jp');
$copy = "Thank you for your enquiry.\nWe answer within two days.\n\nExample Ltd.\n";
mail($email, 'We have received your enquiry', $copy, 'From: webmaster@example.jp');
echo 'Thank you.';
