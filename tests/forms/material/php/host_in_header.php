<?php
$host = $_SERVER['SERVER_NAME'];
$agent = $_SERVER['HTTP_USER_AGENT'] ?? '';
$headers = "From: form@$host\r\nX-Agent: $agent";
mail('office@example.jp', 'Contact', $_POST['text'], $headers);
echo 'Thank you.';
