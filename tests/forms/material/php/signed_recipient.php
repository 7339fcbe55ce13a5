<?php
$key = trim(file_get_contents(__DIR__ . '/inc/secret.txt'));
$to = $_POST['to'];
$seal = $_POST['seal'];
if (!hash_equals(hash_hmac('sha256', $to, $key), $seal)) {
    http_response_code(403);
    exit('The form was changed.');
}
mail($to, 'Enquiry', $_POST['text'], 'From: form@example.jp');
echo 'Thank you.';
