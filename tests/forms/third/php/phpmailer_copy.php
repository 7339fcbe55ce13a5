<?php
// Reservation of a seminar room; the guest may tick "send me a copy".
use PHPMailer\PHPMailer\PHPMailer;

require 'vendor/autoload.php';

function reserve(array $in): bool
{
    $mail = new PHPMailer(true);
    $mail->isSendmail();
    $mail->CharSet = 'utf-8';
    $mail->setFrom('rooms@example.com', 'Seminar rooms');
    $mail->addAddress('rooms@example.com');
    if (isset($in['copy'])) {
        $mail->addCC($in['email'], $in['guest']);
    }
    $mail->Subject = 'Reservation ' . $in['date'];
    $mail->isHTML(true);
    $mail->Body = '<h1>Reservation</h1><table>'
        . '<tr><td>Guest</td><td>' . htmlspecialchars($in['guest']) . '</td></tr>'
        . '<tr><td>Date</td><td>' . htmlspecialchars($in['date']) . '</td></tr>'
        . '<tr><td>Wishes</td><td>' . nl2br(htmlspecialchars($in['wishes'])) . '</td></tr></table>';
    return $mail->send();
}

if (!preg_match('/^\d{4}-\d\d-\d\d$/', $_POST['date'] ?? '')) {
    exit('Date, please (YYYY-MM-DD).');
}

try {
    reserve($_POST);
    echo 'Your reservation was passed on.';
} catch (Throwable $e) {
    error_log($e->getMessage());
    echo 'Something is wrong with your reservation.';
}
