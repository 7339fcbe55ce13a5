<?php
$cfg['to']      = 'kontakt@example.ch';
$cfg['subject'] = 'Kontakt';
$cfg['log']     = '/tmp/kontakt.log';

function is_email($s)
{
    return strlen($s) < 120 && strpos($s, '@') > 0 && strpos($s, "\n") === false && strpos($s, "\r") === false;
}

$email = isset($_POST['email']) ? $_POST['email'] : '';
$text  = isset($_POST['text']) ? $_POST['text'] : '';
if (!is_email($email)) {
    header('Location: kontakt.php?error=email');
    exit();
}
$ok = mail($cfg['to'], $cfg['subject'], $text, 'From: ' . $email, '-f' . $email);
error_log(date('c') . ' ' . ($ok ? 'sent' : 'failed') . "\n", 3, $cfg['log']);
header('Location: kontakt.php?ok=' . ($ok ? 1 : 0));
