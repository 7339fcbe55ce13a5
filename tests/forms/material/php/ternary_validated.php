<?php
$email = filter_var($_POST['email'] ?? '', FILTER_VALIDATE_EMAIL) ?: 'nobody@example.jp';
$text = $_POST['text'] ?? '';
mail('office@example.jp', 'Contact', $text, "From: form@example.jp\r\nReply-To: {$email}");
echo 'Thank you.';
