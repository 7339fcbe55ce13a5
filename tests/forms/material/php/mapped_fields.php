<?php
$clean = array_map('strip_tags', $_POST);
list($name, $email, $text) = array($clean['name'], $clean['email'], $clean['text']);
$line = 'From: ' . str_replace(["\r", "\n", '%0a', '%0d'], '', $name . ' <' . $email . '>');
mail('office@example.jp', 'Contact', $text, $line);
echo 'Sent.';
