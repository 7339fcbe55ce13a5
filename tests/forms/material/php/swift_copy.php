<?php
require_once '/usr/share/php/swiftmailer/swift_required.php';

$mailer = Swift_Mailer::newInstance(Swift_SmtpTransport::newInstance('localhost', 25));
$office = Swift_Message::newInstance('Contact')
    ->setFrom('form@example.jp')
    ->setTo('office@example.jp')
    ->setBody($_POST['text']);
$mailer->send($office);
$copy = Swift_Message::newInstance('Copy of your message');
$copy->setFrom('form@example.jp');
$copy->setTo($_POST['email']);
$copy->setBody("You wrote:\n" . $_POST['text']);
$mailer->send($copy);
echo 'Sent';
