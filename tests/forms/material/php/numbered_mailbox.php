<?php
$shop = (int) $_GET['shop'];
$to = sprintf('shop%03d@example.jp', $shop);
mail($to, 'Order', $_GET['text'], 'From: form@example.jp');
echo 'Thank you.';
