<?php
// one script for all forms of the site; the settings of each form are in forms.ini
$config = parse_ini_file(__DIR__ . '/forms.ini', true);
$id = $_POST['form'] ?? '';
if (!is_string($id) || !isset($config[$id]['to'])) {
    http_response_code(404);
    exit('Unknown form');
}
$settings = $config[$id];

array_walk_recursive($_POST, function (&$value) {
    $value = trim(preg_replace('/[\x00-\x09\x0b-\x1f]/', '', $value));
});

$body = '';
foreach ($_POST as $key => $value) {
    if ($key === 'form') {
        continue;
    }
    $body .= $key . ': ' . (is_array($value) ? implode(', ', $value) : $value) . "\n";
}
$reply = strtok($_POST['email'] ?? '', "\n");
$headers = 'From: forms@example.com';
if ($reply !== false && strpos($reply, '@')) {
    $headers .= "\r\nReply-To: " . $reply;
}
mail($settings['to'], $settings['subject'], $body, $headers);
echo 'OK';
