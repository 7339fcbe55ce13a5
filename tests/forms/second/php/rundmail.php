<?php
session_start();
if (empty($_SESSION['uid']) || $_SESSION['role'] !== 'board') {
    header('Location: login.php');
    exit;
}
require_once 'db.inc.php';
if (isset($_POST['send'])) {
    $list = array_filter(array_map('trim', explode("\n", $_POST['recipients'])));
    $sent = 0;
    foreach ($list as $address) {
        $ok = mail($address, $_POST['subject'], $_POST['text'], 'From: ' . $_POST['from']);
        if ($ok) {
            $sent++;
        }
    }
    echo "<p>$sent mails sent.</p>";
}
?>
<form method="post">
<textarea name="recipients"></textarea>
<input name="from" value="board@choir.example"><input name="subject">
<textarea name="text"></textarea>
<input type="submit" name="send">
</form>
