<?php
// Hinweis auf einen Übersetzungsfehler
$email = filter_input(INPUT_POST, 'email', FILTER_SANITIZE_EMAIL);
$page  = rawurlencode((string) filter_input(INPUT_POST, 'page'));
$hint  = (string) filter_input(INPUT_POST, 'hint');
$lang  = in_array($_POST['lang'] ?? '', ['de', 'fr', 'it'], true) ? $_POST['lang'] : 'de';

if (trim($hint) === '') {
    http_response_code(400);
    exit('Bitte beschreiben Sie den Fehler.');
}

$head = "From: translations@example.com\r\n"
    . ($email ? "Reply-To: $email\r\n" : '')
    . "X-Page: $page\r\n"
    . "Content-Language: $lang\r\n"
    . 'Content-Type: text/plain; charset=utf-8';

mail("translations-$lang@example.com", "Hinweis zu $page", $hint, $head);
echo 'Vielen Dank.';
