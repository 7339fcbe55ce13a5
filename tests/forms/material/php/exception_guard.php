<?php
function address(string $value): string
{
    if (!preg_match('/\A[\w.+-]+@[\w-]+(\.[\w-]+)+\z/', $value)) {
        throw new InvalidArgumentException('Wrong address.');
    }
    return $value;
}

try {
    $email = address($_POST['email'] ?? '');
    mail('office@example.jp', 'Contact', $_POST['text'] ?? '', 'From: ' . $email);
    echo 'Thank you.';
} catch (InvalidArgumentException $problem) {
    echo $problem->getMessage();
}
