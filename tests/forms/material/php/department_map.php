<?php
$departments = array(
    'sales' => 'sales@example.jp',
    'support' => 'support@example.jp',
    'jobs' => 'recruit@example.jp',
);
$key = $_POST['department'];
$to = isset($departments[$key]) ? $departments[$key] : 'info@example.jp';
mail($to, 'Enquiry: ' . $key, $_POST['text'], 'From: webmaster@example.jp');
echo 'Thank you.';
