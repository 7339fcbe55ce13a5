<?php
$departments = array(
    'sales' => 'sales@example.jp',
    'support' => 'support@example.jp',
);
$key = $_POST['department'];
// Addresses of the branches are given in full by their pages.
$to = isset($departments[$key]) ? $departments[$key] : $key;
mail($to, 'Enquiry', $_POST['text'], 'From: webmaster@example.jp');
echo 'Thank you.';
