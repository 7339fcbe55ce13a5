<?php
$email = htmlspecialchars($_POST['email'], ENT_QUOTES, 'UTF-8');
$text = htmlspecialchars($_POST['text'], ENT_QUOTES, 'UTF-8');
$header = 'From: ' . $email;
if (isset($_POST['send'])) {
    mail('office@example.jp', 'Enquiry', $text, $header);
    echo "<p>Thank you, {$email}.</p>";
}
