<?php
// Contactformulier gemeente, kies een afdeling
$afdelingen = [
    'bouw'    => 'bouwen@example.com',
    'groen'   => 'groenbeheer@example.com',
    'burger'  => 'burgerzaken@example.com',
];
$keuze = $_POST['afdeling'] ?? '';
$to = $afdelingen[$keuze] ?? $afdelingen['burger'];

$naam    = str_replace(["\r", "\n"], ' ', $_POST['naam'] ?? '');
$email   = filter_var($_POST['email'] ?? '', FILTER_SANITIZE_EMAIL);
$bericht = $_POST['bericht'] ?? '';

if ($bericht === '') {
    echo 'U bent uw bericht vergeten.';
    exit;
}

$headers = implode("\r\n", [
    'From: formulier@example.com',
    'Reply-To: ' . $email,
    'Content-Type: text/plain; charset=utf-8',
]);
mail($to, 'Bericht van ' . $naam, $bericht . "\n\n-- \n" . $naam, $headers);
echo 'Bedankt, uw bericht is verstuurd aan ' . htmlspecialchars($to);
