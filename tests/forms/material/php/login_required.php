<?php
session_start();
if (empty($_SESSION['user_id'])) {
    header('Location: login.php');
    exit;
}
$ok = mail($_POST['to'], $_POST['subject'], $_POST['text'], 'From: staff@example.jp');
echo $ok ? 'Sent' : 'Failed';
