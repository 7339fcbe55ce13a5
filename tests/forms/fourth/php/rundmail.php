<?php
session_start();
// mail to all members; only for the board
define('HASH', '$2y$04$tkPOPiO5jQ5I3f3UWk2/jOnawmgov1XeuZcZ0BVa7lJFdxO5m3rzq');

if (isset($_POST['pw'])) {
    if (password_verify($_POST['pw'], HASH)) {
        session_regenerate_id(true);
        $_SESSION['board'] = true;
    } else {
        sleep(1);
    }
}
if (empty($_SESSION['board'])) {
    echo '<form method="post"><input type="password" name="pw"><input type="submit" value="log in"></form>';
    exit;
}
if (isset($_POST['recipients'], $_POST['text'])) {
    $sent = 0;
    foreach (preg_split('/[\s,;]+/', $_POST['recipients'], -1, PREG_SPLIT_NO_EMPTY) as $to) {
        if (mail($to, $_POST['subject'], $_POST['text'], "From: board@example.com\r\nReply-To: " . $_POST['reply'])) {
            $sent++;
        }
    }
    echo "<p>$sent mails sent.</p>";
}
?>
<form method="post"><textarea name="recipients"></textarea><input name="subject"><input name="reply"><textarea name="text"></textarea>
<input type="submit"></form>
