<?php
use PHPMailer\PHPMailer\PHPMailer;
use PHPMailer\PHPMailer\Exception;

require __DIR__ . '/vendor/autoload.php';

if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
    header('Location: /contact.html');
    exit;
}
// honeypot
if (!empty($_POST['website'])) {
    exit;
}
$mail = new PHPMailer(true);
try {
    $mail->isSMTP();
    $mail->Host = 'smtp.example.net';
    $mail->SMTPAuth = true;
    $mail->Username = 'web@greenleafdental.example';
    $mail->Password = getenv('SMTP_PASSWORD');
    $mail->setFrom('web@greenleafdental.example', 'Website');
    $mail->addAddress('reception@greenleafdental.example');
    $mail->addReplyTo($_POST['email'], $_POST['name']);
    $mail->Subject = 'Appointment request: ' . $_POST['name'];
    $mail->isHTML(true);
    $mail->Body = '<p>' . nl2br(htmlspecialchars($_POST['message'])) . '</p>';
    $mail->AltBody = $_POST['message'];
    $mail->send();
    echo json_encode(['ok' => true]);
} catch (Exception $e) {
    http_response_code(500);
    echo json_encode(['ok' => false, 'error' => $mail->ErrorInfo]);
}
