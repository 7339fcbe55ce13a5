<?php
declare(strict_types=1);

$headers = [
    'From' => 'webmaster@example.jp',
    'Reply-To' => $_POST['email'] ?? '',
    'Content-Type' => 'text/plain; charset=utf-8',
];
mail('office@example.jp', 'Enquiry', $_POST['text'] ?? '', $headers);
echo 'Thank you.';
