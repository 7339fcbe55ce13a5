<?php
require_once __DIR__ . '/inc/config.php';
require_once 'inc/clean.inc';

$email = one_line($_POST['email'] ?? '');
$text = $_POST['text'] ?? '';
mail(FORM_TO, $config['subject'], $text, 'Reply-To: ' . $email);
echo 'Thank you.';
