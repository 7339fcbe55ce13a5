<?php
use PHPMailer\PHPMailer\PHPMailer;
use PHPMailer\PHPMailer\Exception;

require 'vendor/autoload.php';

if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
    http_response_code(405);
    exit;
}

$mail = new PHPMailer(true);
try {
    $mail->isSMTP();
    $mail->Host = 'mail.example.com';
    $mail->Port = 587;
    $mail->SMTPAutoTLS = false;
    $mail->CharSet = 'utf-8';

    $mail->setFrom('website@example.com', 'Website');
    $mail->addAddress('office@example.com');
    $mail->addReplyTo($_POST['email'], $_POST['name']);

    $mail->Subject = 'Contact: ' . $_POST['topic'];
    $mail->Body    = "Name: {$_POST['name']}\nPhone: {$_POST['phone']}\n\n{$_POST['message']}";
    $mail->send();
    echo json_encode(['ok' => true]);
} catch (Exception $e) {
    http_response_code(500);
    echo json_encode(['ok' => false]);
}
