<?php
// Enquiry form of 2004: the page that posts here holds the address in a hidden field.
if ($_SERVER['REQUEST_METHOD'] != 'POST') {
    header('Location: /contact.html');
    exit;
}
$recipient = $_POST['recipient'];
$message = "Name: " . $_POST['realname'] . "\n";
$message .= "Message:\n" . $_POST['message'] . "\n";
if (mail($recipient, 'Enquiry from the web site', $message, 'From: webmaster@example.jp')) {
    echo '<p>Thank you.</p>';
} else {
    echo '<p>Sorry, please try again.</p>';
}
