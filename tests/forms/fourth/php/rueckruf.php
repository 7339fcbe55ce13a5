<?php
$tel   = preg_replace('#[^0-9+/ -]#', '', $_POST['tel'] ?? '');
$wann  = $_POST['wann'] ?? 'egal';
$name  = $_POST['name'] ?? '';
$email = $_POST['email'] ?? '';

if (strlen($tel) < 5) {
    die('Ohne Telefonnummer kein R&uuml;ckruf.');
}

switch ($wann) {
    case 'vormittag': $zeit = 'am Vormittag'; break;
    case 'nachmittag': $zeit = 'am Nachmittag'; break;
    default: $zeit = 'irgendwann';
}

$text = "Bitte $name zurueckrufen ($zeit): $tel\n";
$kopf = "From: rueckruf@example.com\r\nContent-Type: text/plain; charset=UTF-8\r\n";

// Bounces sollen zum Absender
mail('zentrale@example.com', 'Rueckruf', $text, $kopf, '-f' . $email);
echo 'Wir rufen Sie an.';
