<?php
$text = $_POST['text'] . "\n" . $_POST['email'];
mail('office@example.jp', 'Message', $text, 'From: form@example.jp', '-fbounces@example.jp -oi');
echo 'ok';
