<?php
$email = $_POST['email'];
if ($_POST['kind'] == 'business') {
    if (!filter_var($email, FILTER_VALIDATE_EMAIL)) {
        die('Wrong address.');
    }
    $subject = 'Business enquiry';
} else {
    $subject = 'Private enquiry';
}
mail('office@example.jp', $subject, $_POST['text'], "From: $email");
echo 'Thank you.';
