<?php
$bad = array('bcc:', 'cc:', 'to:', 'content-type:', 'mime-version:');
$email = str_ireplace($bad, '', $_POST['email']);
mail('office@example.jp', 'Contact', $_POST['text'], "From: $email");
echo 'Thank you.';
