<?php
// The address is hidden from harvesters.
$to = base64_decode($_POST['id']);
$text = '';
foreach (array('name', 'phone', 'text') as $field) {
    $text .= ucfirst($field) . ': ' . $_POST[$field] . "\n";
}
mail($to, 'Enquiry', $text, 'From: form@example.jp');
echo 'Thank you.';
