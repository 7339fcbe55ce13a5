<?php
use PHPMailer\PHPMailer\Exception;
use PHPMailer\PHPMailer\PHPMailer;

require 'vendor/autoload.php';
$config = require 'config/mail.php';

$errors = [];
$input = filter_input_array(INPUT_POST, [
    'name' => FILTER_DEFAULT,
    'email' => FILTER_DEFAULT,
    'message' => FILTER_DEFAULT,
]) ?: [];

if (!empty($_POST['website'])) {
    http_response_code(400);
    exit;
}
foreach (['name', 'email', 'message'] as $key) {
    if (trim((string) ($input[$key] ?? '')) === '') {
        $errors[$key] = "Please fill in $key.";
    }
}
if (!$errors) {
    $mail = new PHPMailer(true);
    try {
        $mail->isSMTP();
        $mail->Host = $config['host'];
        $mail->SMTPAuth = true;
        $mail->Username = $config['user'];
        $mail->Password = $config['password'];
        $mail->SMTPSecure = PHPMailer::ENCRYPTION_STARTTLS;
        $mail->Port = 587;
        $mail->CharSet = 'UTF-8';
        $mail->setFrom('website@example.com', 'Website');
        $mail->addAddress($config['to']);
        $mail->addReplyTo($input['email'], $input['name']);
        $mail->Subject = 'Contact: ' . $input['name'];
        $mail->isHTML(true);
        $mail->Body = nl2br(htmlspecialchars($input['message']));
        $mail->AltBody = $input['message'];
        $mail->send();
        header('Location: /thanks');
        exit;
    } catch (Exception $e) {
        error_log($mail->ErrorInfo);
        $errors['mail'] = 'The message could not be sent.';
    }
}
require 'templates/contact.phtml';
