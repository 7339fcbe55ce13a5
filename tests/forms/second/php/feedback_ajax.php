<?php

declare(strict_types=1);

require __DIR__ . '/../vendor/autoload.php';

use Symfony\Component\Mailer\Mailer;
use Symfony\Component\Mailer\Transport;
use Symfony\Component\Mime\Address;
use Symfony\Component\Mime\Email;

header('Content-Type: application/json');
$data = json_decode(file_get_contents('php://input'), true, 8);
if (!is_array($data) || !isset($data['email'], $data['message'])) {
    http_response_code(422);
    echo '{"error":"incomplete"}';
    exit;
}
$mailer = new Mailer(Transport::fromDsn($_ENV['MAILER_DSN']));
$email = (new Email())
    ->from(new Address('web@vinyl-shop.example', 'Vinyl Shop'))
    ->to('hello@vinyl-shop.example')
    ->replyTo($data['email'])
    ->subject('Feedback: ' . ($data['topic'] ?? 'none'))
    ->text($data['message']);
$mailer->send($email);
echo '{"ok":true}';
