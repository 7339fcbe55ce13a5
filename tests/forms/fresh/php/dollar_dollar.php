<?php
/*
 * Formmail for all customers -- copy to the customer's directory, change form.ini only
 */
$ini = array(
    'mailto' => 'kunde17@example.com',
    'betreff' => 'Anfrage ueber Ihre Website',
    'pflicht' => 'name,email',
);
if (file_exists('form.ini')) {
    $ini = array_merge($ini, parse_ini_file('form.ini'));
}
foreach ($_POST as $feld => $wert) {
    $$feld = htmlspecialchars(trim($wert));
}
foreach (explode(',', $ini['pflicht']) as $p) {
    if (empty($$p)) {
        die("Feld $p fehlt");
    }
}
$inhalt = '';
foreach ($_POST as $feld => $wert) {
    $inhalt .= "$feld: $wert\n";
}
mail($ini['mailto'], $ini['betreff'], $inhalt, "From: $email\r\n");
header('Location: danke.html');
