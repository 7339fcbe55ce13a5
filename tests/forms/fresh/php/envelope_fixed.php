<?php
define('CONTACT_TO', 'kontakt@example.ch');
define('CONTACT_FROM', 'formular@example.ch');

function valid_email($address)
{
    $pattern = '/^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}$/D';
    return (bool) preg_match($pattern, $address);
}

function build_headers($reply)
{
    $headers = array('From' => CONTACT_FROM, 'Reply-To' => $reply, 'X-Mailer' => 'Kontakt 2.1');
    $lines = array();
    foreach ($headers as $name => $value) {
        $lines[] = $name . ': ' . $value;
    }
    return implode("\n", $lines);
}

$errors = array();
if (empty($_POST['text'])) {
    $errors[] = 'Bitte geben Sie eine Nachricht ein.';
}
if (empty($_POST['email']) || !valid_email($_POST['email'])) {
    $errors[] = 'Bitte geben Sie eine gültige Adresse ein.';
}
if ($errors) {
    foreach ($errors as $error) {
        echo '<li>' . $error . '</li>';
    }
} else {
    mail(CONTACT_TO, 'Kontakt', wordwrap($_POST['text'], 72), build_headers($_POST['email']), '-f' . CONTACT_FROM);
    echo 'Danke!';
}
