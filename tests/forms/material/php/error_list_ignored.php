<?php
$errors = array();
$email = $_POST['email'] ?? '';
if (filter_var($email, FILTER_VALIDATE_EMAIL) === false) {
    $errors[] = 'Please enter a valid address.';
}
if ($errors) {
    echo '<p class="error">', implode('<br>', $errors), '</p>';
}
mail('office@example.jp', 'Contact', $_POST['body'] ?? '', "From: $email");
echo '<p>Thank you.</p>';
