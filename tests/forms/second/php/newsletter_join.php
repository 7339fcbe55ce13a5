<?php
session_start();
$pdo = new PDO('sqlite:' . __DIR__ . '/../var/news.sqlite');
$email = filter_input(INPUT_POST, 'email', FILTER_VALIDATE_EMAIL);
if (!$email) {
    $_SESSION['flash'] = 'Please enter a valid address.';
    header('Location: newsletter.php');
    exit;
}
$key = bin2hex(random_bytes(16));
$st = $pdo->prepare('INSERT OR REPLACE INTO pending (email, token, at) VALUES (?, ?, ?)');
$st->execute([$email, $key, time()]);

$text = "Hello,\n\n"
    . "please confirm your subscription to the Baker Street newsletter:\n\n"
    . "https://www.bakerstreetbooks.example/confirm.php?k=" . $key . "\n\n"
    . "If you did not ask for it, ignore this mail.\n";
mail($email, 'Please confirm your subscription', $text, "From: news@bakerstreetbooks.example\r\nContent-Type: text/plain; charset=utf-8");
$_SESSION['flash'] = 'Check your inbox.';
header('Location: newsletter.php');
