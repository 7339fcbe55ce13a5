<?php
// the address is encoded so that spam robots can't harvest it ;-)
$to = base64_decode($_POST['dest']);
$subject = stripslashes($_POST['subject']);
$message = stripslashes($_POST['message']);
$sender = $_POST['sender'];

if (!preg_match('/^[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+$/D', $sender)) {
    echo "Invalid sender address";
    exit;
}
$ip = $_SERVER['REMOTE_ADDR'];
$message .= "\n\n--\nSent from $ip at " . date('r');
$headers = "From: $sender\r\nX-Sender-IP: $ip";

if (@mail($to, $subject, $message, $headers)) {
    echo "<p class=ok>Your message was sent.</p>";
} else {
    echo "<p class=err>There was a problem.</p>";
}
?>
<p><a href="index.html">Back</a></p>
