<?php
// Newsletter, double opt-in. Pending addresses live in a flat file.
define('PENDING', __DIR__ . '/pending.txt');
define('FROM', 'newsletter@example.com');

$address = filter_input(INPUT_POST, 'address', FILTER_VALIDATE_EMAIL);
if ($address === null) {
    echo '<form method="post">Your address: <input name="address"> <button>Subscribe</button></form>';
    return;
}
if ($address === false) {
    http_response_code(400);
    echo 'That does not look like a mail address.';
    return;
}

$token = bin2hex(random_bytes(12));
file_put_contents(PENDING, "$token\t$address\t" . time() . "\n", FILE_APPEND | LOCK_EX);

$link = 'https://www.example.com/confirm.php?t=' . $token;
$text = "Hello,\n\nsomebody, probably you, asked for our newsletter.\nIf it was you, please open\n\n  $link\n\n"
      . "If not, do nothing and you will hear no more from us.\n";
mail($address, 'Please confirm your subscription', $text, 'From: ' . FROM);

echo 'Thank you. Please look into your mailbox.';
