<?php
require 'PHPMailer/class.phpmailer.php';

$mail = new PHPMailer();
$mail->IsSendmail();
$mail->From = 'card@example.jp';
$mail->FromName = 'Greeting cards';
foreach (explode(',', $_POST['friends']) as $friend) {
    $mail->AddAddress(trim($friend));
}
$mail->Subject = $_POST['title'];
$mail->Body = $_POST['greeting'];
$mail->Send();
echo 'Sent';
