<?php
$email = $_POST['email'];
$text = $_POST['text'];
mail('office@example.jp', 'Enquiry', "$email\n\n$text", 'From: webmaster@example.jp');
mail($email, 'Copy of your enquiry', "You wrote:\n\n$text", 'From: webmaster@example.jp');
echo 'Thank you.';
