<?php
use PHPMailer\PHPMailer\PHPMailer;

require_once 'libphp-phpmailer/autoload.php';

$mail = new PHPMailer(true);
$mail->isSMTP();
$mail->Host = 'localhost';
$mail->setFrom('form@example.jp', 'Form');
$mail->addAddress('office@example.jp');
$mail->addReplyTo($_POST['email'], $_POST['name']);
$mail->Subject = 'Enquiry from ' . $_POST['name'];
$mail->Body = $_POST['text'];
echo $mail->send() ? 'Sent' : 'Failed';
