<?php
use PHPMailer\PHPMailer\Exception;
use PHPMailer\PHPMailer\PHPMailer;

require __DIR__ . '/vendor/autoload.php';

$config = [
    'host' => 'smtp.example.jp',
    'to'   => 'info@example.jp',
];

if ($_SERVER['REQUEST_METHOD'] !== 'POST' || !empty($_POST['website'])) {
    http_response_code(405);
    exit;
}

$name    = trim($_POST['name'] ?? '');
$email   = trim($_POST['email'] ?? '');
$message = trim($_POST['message'] ?? '');

$mail = new PHPMailer(true);
try {
    $mail->isSMTP();
    $mail->Host = $config['host'];
    $mail->Port = 1025;
    $mail->SMTPAutoTLS = false;
    $mail->CharSet = PHPMailer::CHARSET_UTF8;
    $mail->setFrom('web@example.jp', 'Website');
    $mail->addAddress($config['to']);
    $mail->addReplyTo($email, $name);
    $mail->Subject = 'お問い合わせ: ' . $name;
    $mail->Body = $message;
    $mail->send();
    echo json_encode(['ok' => true]);
} catch (Exception $e) {
    http_response_code(422);
    echo json_encode(['ok' => false]);
}
