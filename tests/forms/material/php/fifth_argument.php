<?php
$email = str_replace(array("\r", "\n"), '', $_POST['email']);
mail('office@example.jp', 'Message', $_POST['text'], "From: $email", "-f$email");
echo 'ok';
