<?php
// Rückrufbitte; die Bestätigung geht an den Anrufer
$tel   = preg_replace('/\D+/', '', $_POST['tel'] ?? '');
$email = trim($_POST['email'] ?? '');
$when  = $_POST['when'] ?? '';

if (strlen($tel) < 6 || !preg_match('/^[^@\s]+@[^@\s]+\.[a-z]{2,}$/iD', $email)) {
    exit('Bitte Telefonnummer und Adresse prüfen.');
}

mail('rueckruf@example.com', "Rückruf $tel", "Telefon: $tel\nWann: $when\n", 'From: web@example.com');

$text = "Guten Tag,\n\nwir rufen Sie unter $tel zurück.\n";
if ($when !== '') {
    $text .= "Ihr Wunsch: $when\n";
}
mail($email, 'Ihr Rückruf', $text, 'From: rueckruf@example.com');
echo 'Wir rufen Sie zurück.';
