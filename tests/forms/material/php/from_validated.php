<?php
$to = 'office@example.jp';
$email = isset($_POST['email']) ? trim($_POST['email']) : '';
$comment = isset($_POST['comment']) ? $_POST['comment'] : '';
if (!filter_var($email, FILTER_VALIDATE_EMAIL)) {
    http_response_code(400);
    exit('Please enter a valid address.');
}
$headers = "From: webmaster@example.jp\r\nReply-To: " . $email;
mail($to, 'Contact form', $comment, $headers);
echo 'Thank you.';
