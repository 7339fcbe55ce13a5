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
    ->to(...explode(',', $request->request->get('to')))
    ->subject('A message for you')
    ->text($request->request->get('text'));
$mailer->send($email);
echo 'Sent';
