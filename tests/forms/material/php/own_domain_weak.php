<?php
$to = $_POST['to'];
if (!preg_match('/@example\.jp$/i', $to)) {
    die('Only our own addresses.');
}
mail($to, 'Message for you', $_POST['text'], 'From: form@example.jp');
echo 'Thank you.';
