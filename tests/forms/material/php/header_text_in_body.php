<?php
// The whole mail as text, for the archive of the office.
$text = "From: {$_POST['name']} <{$_POST['email']}>\n";
$text .= "To: {$_POST['to']}\n";
$text .= "Subject: {$_POST['subject']}\n\n";
$text .= $_POST['text'];
mail('archive@example.jp', 'Archive', $text);
echo 'Archived.';
