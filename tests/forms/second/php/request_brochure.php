<?php
function clean($s) {
    $s = trim(stripslashes($s));
    $s = str_replace("\r\n", "", $s);
    $s = preg_replace('/(content-type|bcc:|cc:|to:)/i', '', $s);
    return $s;
}
$f = array_map('clean', $_POST);
$name  = isset($f['name'])  ? $f['name']  : 'unknown';
$email = isset($f['email']) ? $f['email'] : 'unknown@example.com';
$lang  = (isset($f['lang']) && $f['lang'] == 'de') ? 'de' : 'en';

$subject = $lang == 'de' ? 'Prospektanforderung' : 'Brochure request';
$message = "Name: $name\nStreet: {$f['street']}\nCity: {$f['city']}\n";
$ok = mail('office@tourism-lake.example', $subject, $message, "From: \"$name\" <$email>\r\nX-Form: brochure");
header('Location: /' . $lang . '/' . ($ok ? 'thanks' : 'error') . '.html');
