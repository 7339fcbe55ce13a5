<?php
$allowed = array(
    'principal@hillsideschool.example',
    'office@hillsideschool.example',
    'library@hillsideschool.example',
);
$to = isset($_POST['to']) ? $_POST['to'] : '';
if (!in_array($to, $allowed, true)) {
    die('Unknown recipient.');
}
$parent = substr($_POST['parent'], 0, 80);
$message = wordwrap($_POST['message'], 70);
$reply = filter_var($_POST['email'], FILTER_VALIDATE_EMAIL);
if ($reply === false) {
    die('Please go back and enter a valid e-mail address.');
}
$headers = "From: noreply@hillsideschool.example\r\n";
$headers .= "Reply-To: $reply\r\n";
$body = "Message from: $parent\n\n$message\n";
if (mail($to, 'Message from a parent', $body, $headers)) {
    header('Location: sent.html');
} else {
    echo 'Sorry, the mail could not be sent.';
}
