<?php
// Abmeldung vom Rundbrief: die Adresse muss in der Liste stehen
$list = array_map('trim', file(__DIR__ . '/rundbrief.txt'));
$address = strtolower(trim($_POST['address'] ?? $_GET['address'] ?? ''));

$index = array_search($address, $list, true);
if ($index === false) {
    exit('Diese Adresse steht nicht in unserer Liste.');
}

$token = hash_hmac('sha256', $list[$index], (string) @file_get_contents(__DIR__ . '/secret.key'));
$link  = 'https://www.example.com/unsubscribe.php?address=' . urlencode($list[$index]) . '&t=' . $token;

if (isset($_GET['t']) && hash_equals($token, $_GET['t'])) {
    unset($list[$index]);
    file_put_contents(__DIR__ . '/rundbrief.txt', implode("\n", $list) . "\n");
    exit('Sie sind abgemeldet.');
}

mail($address, 'Abmeldung', "Zum Abmelden bitte öffnen:\n$link\n", 'From: rundbrief@example.com');
echo 'Wir haben Ihnen eine E-Mail geschickt.';
