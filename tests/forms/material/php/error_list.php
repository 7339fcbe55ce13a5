<?php
$errors = array();
$email = $_POST['email'] ?? '';
$body = $_POST['body'] ?? '';

if ($body === '') {
    $errors[] = 'Please write something.';
}
if (filter_var($email, FILTER_VALIDATE_EMAIL) === false) {
    $errors[] = 'Please enter a valid address.';
}

if (count($errors) === 0) {
    mail('office@example.jp', 'Contact', $body, "From: $email");
    echo '<p>Thank you.</p>';
} else {
    foreach ($errors as $error) {
        echo "<p class=\"error\">$error</p>";
    }
}
