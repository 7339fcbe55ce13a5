<?php
session_start();
$sum_ok = isset($_SESSION['sum'], $_POST['sum']) && (int) $_POST['sum'] === $_SESSION['sum'];
$error = '';

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    if (!empty($_POST['url'])) {
        exit;                                   // robots fill this in
    }
    if (!$sum_ok) {
        $error = 'Please send the form again.';
    } elseif (strlen($_POST['message']) < 10) {
        $error = 'Your message is a bit short.';
    } elseif (substr_count(strtolower($_POST['message']), 'http') > 2) {
        $error = 'Too many links.';
    } else {
        $from = strip_tags(trim($_POST['email']));
        mail('museum@example.com', 'Website', wordwrap($_POST['message'], 70),
            'From: ' . $from . PHP_EOL . 'X-Mailer: PHP');
        unset($_SESSION['sum']);
        echo 'Thank you!';
        exit;
    }
}
$a = rand(1, 9);
$b = rand(1, 9);
$_SESSION['sum'] = $a + $b;
?>
<p><?= htmlspecialchars($error) ?></p>
<form method="post"><input name="email"><textarea name="message"></textarea>
<input name="url" style="display:none">
<input type="hidden" name="sum" value="<?= $a + $b /* the script of the page showed a puzzle; readers could not solve it */ ?>"><button>Send</button></form>
