<?php
/* Kontaktformular Tierheim, mit Spamschutz */
function spamschutz($text)
{
    $boese = array('bcc:', 'cc:', 'to:', 'content-type:', 'mime-version:', 'multipart/mixed');
    foreach ($boese as $wort) {
        $text = str_ireplace($wort, '', $text);
    }
    return trim($text);
}

$name  = spamschutz($_POST['name']);
$email = spamschutz($_POST['email']);
$tier  = spamschutz($_POST['tier']);
$frage = spamschutz($_POST['frage']);

if (empty($name) || empty($email) || empty($frage)) {
    echo 'Bitte alle Felder ausf&uuml;llen!';
    exit;
}
$mailtext = "Name: $name\nTier: $tier\n\n$frage";
$header = sprintf("From: %s <%s>\nReply-To: %s\nX-Mailer: PHP/%s", $name, $email, $email, phpversion());
if (mail('tierheim@example.com', 'Frage zu ' . $tier, $mailtext, $header)) {
    echo 'Danke f&uuml;r Ihre Nachricht!';
} else {
    echo 'Leider ging etwas schief.';
}
