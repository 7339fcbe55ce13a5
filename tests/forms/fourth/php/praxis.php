<?php
$allowed = array('empfang@example.com', 'labor@example.com', 'rezept@example.com');

$to = isset($_POST['empfaenger']) ? $_POST['empfaenger'] : '';
if (!in_array($to, $allowed, true)) {
    header('HTTP/1.0 403 Forbidden');
    die('Unbekannter Empfaenger');
}

foreach ($_POST as $k => $v) {
    if (is_array($v)) {
        die('Nein.');
    }
}

// nobody needs a line break in these
foreach (array('name', 'telefon', 'email') as $k) {
    if (!isset($_POST[$k]) || preg_match('/[\r\n]/', $_POST[$k])) {
        die('Bitte pruefen Sie Ihre Eingaben.');
    }
}

$text = "Name: {$_POST['name']}\nTelefon: {$_POST['telefon']}\n\n{$_POST['text']}";
$h = "From: {$_POST['name']} <{$_POST['email']}>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8";
if (mail($to, 'Anfrage Praxis', $text, $h)) {
    echo 'Vielen Dank.';
}
