<?php
$subject = '[web] ' . $_POST['subject'];
$text = "From: {$_POST['name']}\nAddress: {$_POST['email']}\n\n{$_POST['text']}";
$ok = mail('office@example.jp', $subject, $text, 'From: webmaster@example.jp');
echo $ok ? 'Thank you.' : 'Error.';
