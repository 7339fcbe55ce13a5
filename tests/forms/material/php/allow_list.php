<?php
$allowed = array('sales@example.jp', 'support@example.jp', 'press@example.jp');
$to = $_POST['to'];
if (!in_array($to, $allowed, true)) {
    exit('Unknown department.');
}
mail($to, 'Enquiry', $_POST['text'], 'From: webmaster@example.jp');
echo 'Thank you.';
