<?php
require 'db.php';

$mail = $_POST['email'] ?? '';
if ($mail === '') {
    header('Location: /login');
    exit;
}
$statement = $pdo->prepare('SELECT id, login FROM members WHERE email = :email AND active = 1');
$statement->execute(['email' => $mail]);
$member = $statement->fetch(PDO::FETCH_ASSOC);
if (!$member) {
    $error = 'Nobody has this address.';
    include 'templates/remind.php';
    exit;
}
$code = bin2hex(random_bytes(16));
$pdo->prepare('UPDATE members SET code = ? WHERE id = ?')->execute([$code, $member['id']]);
$subject = 'Your new password';
$text = "Hello {$member['login']},\n\nuse https://club.example.com/new?code=$code to choose a new password.\n";
mail($mail, $subject, $text, "From: club@example.com\r\n");
include 'templates/remind_done.php';
