<?php
$fields = array('name' => 'Name', 'email' => 'E-Mail', 'phone' => 'Phone');
$data = array();
foreach ($fields as $key => $label) {
    $data[$key] = filter_input(INPUT_POST, $key, FILTER_SANITIZE_SPECIAL_CHARS);
}
$message = filter_input(INPUT_POST, 'message', FILTER_UNSAFE_RAW);
if (!$data['name'] || !$data['email'] || !$message) {
    header('Location: contact.php?error=1');
    exit;
}
$rows = '';
foreach ($fields as $key => $label) {
    $rows .= "$label: {$data[$key]}\r\n";
}
$headers  = 'From: ' . $data['email'] . "\r\n";
$headers .= 'X-Originating-IP: ' . $_SERVER['REMOTE_ADDR'];
if (mail('studio@example.com', 'Contact form', $rows . "\r\n" . $message, $headers)) {
    header('Location: contact.php?sent=1');
} else {
    header('Location: contact.php?error=2');
}
