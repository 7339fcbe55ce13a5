<?php
use PHPMailer\PHPMailer\PHPMailer;
require_once __DIR__ . '/vendor/autoload.php';

function mailer(): PHPMailer
{
    $m = new PHPMailer();
    $m->isSMTP();
    $m->Host = 'localhost';
    $m->SMTPAutoTLS = false;
    $m->CharSet = PHPMailer::CHARSET_UTF8;
    $m->setFrom('shop@example.com', 'Honey shop');
    return $m;
}

$email = trim($_POST['email'] ?? '');
$name  = trim($_POST['name'] ?? '');
$jars  = max(1, min(20, (int) ($_POST['jars'] ?? 1)));
$wish  = trim($_POST['wish'] ?? '');

if (!PHPMailer::validateAddress($email) || $name === '') {
    exit('Please check name and address.');
}

$order = "Order\n=====\n$jars jars of honey\nfor: $name\nRemarks: $wish\n";

$shop = mailer();
$shop->addAddress('shop@example.com');
$shop->Subject = 'New order';
$shop->Body = $order;
$shop->send();

$copy = mailer();
$copy->addAddress($email, $name);
$copy->Subject = 'Your order';
$copy->Body = "Thank you! This is what we noted:\n\n$order\nWe will write again when it is on its way.\n";
$copy->send();

echo 'Thank you for your order!';
