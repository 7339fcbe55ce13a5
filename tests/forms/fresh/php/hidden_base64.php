<?php
/* One script for all contact pages. The page says where mail goes, in base64, so that robots don't read it. */
$to = base64_decode($_POST['r']);
$redirect = isset($_POST['redirect']) ? $_POST['redirect'] : '/';
if (strpos($to, '@') === false) {
    die('Configuration error.');
}
$text = '';
foreach ($_POST as $k => $v) {
    if (in_array($k, array('r', 'redirect', 'submit', 'subject'))) {
        continue;
    }
    $text .= sprintf("%-20s %s\n", $k . ':', is_array($v) ? implode(', ', $v) : $v);
}
$subject = isset($_POST['subject']) ? $_POST['subject'] : 'Contact';
mail($to, $subject, $text, "From: forms@example.com");
header('Location: ' . $redirect);
