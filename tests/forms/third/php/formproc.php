<?php
// formproc 1.1 -- put register_globals back for our old pages
$mailto  = 'webmaster@example.com';
$subject = 'Form on the web site';
$next    = '/index.html';

extract($_GET);
extract($_POST);

$text = '';
foreach ($_POST as $field => $value) {
    if (in_array($field, array('subject', 'next', 'submit'))) {
        continue;
    }
    $text .= sprintf("%-15s %s\n", $field . ':', is_array($value) ? join(', ', $value) : $value);
}
$text .= "\nSent from " . $_SERVER['REMOTE_ADDR'] . ' at ' . date('r') . "\n";

if ($text != '' && mail($mailto, $subject, $text, 'From: formproc@example.com')) {
    header('Location: ' . (strncmp($next, '/', 1) == 0 ? $next : '/'));
    exit;
}
?>
<html><body>
<p>Your form could not be sent.</p>
</body></html>
