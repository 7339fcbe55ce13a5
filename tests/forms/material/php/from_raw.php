<?php
$to      = 'office@example.jp';
$name    = trim($_POST['name']);
$email   = trim($_POST['email']);
$comment = $_POST['comment'];

if ($name == '' || $email == '' || $comment == '') {
    die('Please fill in every field.');
}

$subject = 'Contact form';
$headers = "From: $name <$email>\r\n" . "X-Mailer: PHP/" . phpversion();
mail($to, $subject, $comment, $headers);
header('Location: thanks.html');
