<?php
// Complaint form; bounces should go to the customer, hence -f
$email = filter_var($_POST['email'] ?? '', FILTER_VALIDATE_EMAIL);
$order = (int) ($_POST['order'] ?? 0);
$text  = (string) ($_POST['complaint'] ?? '');

if ($email === false || $order === 0 || $text === '') {
    header('HTTP/1.1 400 Bad Request');
    echo 'Please give your address, the number of the order and the complaint.';
    exit;
}

$subject = sprintf('Complaint about order %06d', $order);
$headers = array(
    'From' => 'complaints@example.com',
    'Reply-To' => $email,
    'X-Priority' => '1',
);
if (!mail('complaints@example.com', $subject, $text, $headers, '-f' . $email)) {
    error_log("complaint about $order not sent");
}
echo 'We are sorry to hear that. You will hear from us.';
