<?php
$email = filter_input(INPUT_POST, 'email', FILTER_VALIDATE_EMAIL);
$name = $_POST['name'];
$text = $_POST['text'];
if (!$email) {
    exit('Please go back and enter your address.');
}
mail('office@example.jp', 'Enquiry', "$name <$email>\n\n$text", 'From: webmaster@example.jp');
$copy = "Dear $name,\n\nthank you for your enquiry. You wrote:\n\n$text\n";
mail($email, 'We have received your enquiry', $copy, 'From: webmaster@example.jp');
echo 'Thank you.';
