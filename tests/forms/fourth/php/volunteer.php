<?php
require_once 'lib_letter.php';

$fields = array('name' => 'Name', 'email' => 'Mail', 'day' => 'Preferred day', 'skills' => 'Skills');
$text = '';
foreach ($fields as $key => $label) {
    if (empty($_POST[$key])) {
        die("Please fill in: $label");
    }
    $text .= "$label: {$_POST[$key]}\n";
}

$letter = new Letter('volunteers@example.com');
$ok = $letter->header('From', 'Animal shelter <web@example.com>')
             ->header('Reply-To', $_POST['email'])
             ->subject('New volunteer: ' . $_POST['name'])
             ->text($text)
             ->send();

echo $ok ? 'Thank you, we will call you!' : 'Something went wrong.';
