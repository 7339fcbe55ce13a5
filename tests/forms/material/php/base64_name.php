<?php
$name = '=?UTF-8?B?' . base64_encode($_POST['name']) . '?=';
$headers = "From: {$name} <form@example.jp>\r\nMIME-Version: 1.0";
mail('office@example.jp', 'Enquiry', $_POST['text'], $headers);
echo 'ok';
