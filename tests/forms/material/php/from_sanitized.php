<?php
$email = filter_var($_POST['email'], FILTER_SANITIZE_EMAIL);
$body = "Message from $email:\n\n" . strip_tags($_POST['message']);
$headers = "From: " . $email . "\r\n";
$headers .= "Content-Type: text/plain; charset=UTF-8\r\n";
mail('info@example.jp', 'Web enquiry', $body, $headers);
echo '<h1>Sent</h1>';
