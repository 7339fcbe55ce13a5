<?php
// Nachricht an den Verein; Rückläufer an den Absender
function plain_address($a)
{
    if (!preg_match('/^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?@[a-z0-9.-]+\.[a-z]{2,10}$/iD', $a)) {
        return null;
    }
    return strtolower($a);
}

$sender = plain_address(isset($_POST['absender']) ? $_POST['absender'] : '');
if ($sender === null) {
    exit('Bitte eine gültige Adresse angeben.');
}
$text = isset($_POST['text']) ? trim($_POST['text']) : '';
if ($text === '') {
    exit('Bitte einen Text eingeben.');
}

mail(
    'vorstand@example.com',
    'Nachricht von der Webseite',
    $text,
    "From: $sender\nContent-Type: text/plain; charset=UTF-8",
    "-f$sender"
);
echo 'Danke, die Nachricht ist unterwegs.';
