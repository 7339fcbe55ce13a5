<?php
require __DIR__ . '/../vendor/autoload.php';

use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\Mailer\Mailer;
use Symfony\Component\Mailer\Transport;
use Symfony\Component\Mime\Email;

$request = Request::createFromGlobals();
$mailer = new Mailer(Transport::fromDsn('smtp://localhost'));
$email = (new Email())
    ->from('form@example.jp')
    ->to('office@example.jp')
    ->replyTo($request->request->get('email'))
    ->subject('Contact: ' . $request->request->get('subject'))
    ->text($request->request->get('text'));
$mailer->send($email);
echo 'Sent';
