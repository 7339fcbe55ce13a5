<?php
include dirname(__FILE__) . '/inc/clean.inc';
include 'inc/config.php';

$email = no_tags($_POST['email']);
mail(FORM_TO, $config['subject'], no_tags($_POST['text']), "From: $email");
echo 'Thank you.';
