<?php
$name    = $_POST['name'];
$from    = $_POST['from'];
$arrival = $_POST['arrival'];
$nights  = $_POST['nights'];
$remarks = $_POST['remarks'];

// header injection check
if (preg_match('/[\r\n]/', $from) || preg_match('/[\r\n]/', $name)) {
    header('Location: /error.html');
}
if (!is_numeric($nights)) {
    header('Location: /error.html');
}

$subject = "Booking request $arrival";
$message = "Guest: $name\nArrival: $arrival\nNights: $nights\n\n$remarks";
$headers = "From: booking@example.com\r\n" .
           "Reply-To: $name <$from>\r\n" .
           "X-Mailer: PHP/" . phpversion();

mail('reception@example.com', $subject, $message, $headers);
header('Location: /thanks.html');
