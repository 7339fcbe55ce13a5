<?php
/*
 * The form used mail($_POST['to'], $_POST['subject'], $_POST['text'], "From: $_POST[from]");
 * until 2009, when it was closed.
 */
// mail($_POST['to'], 'x', 'y');
# popen("/usr/sbin/sendmail $to", "w");
$help = 'mail($_POST["to"], $subject, $text)';
$example = <<<'TEXT'
    mail($_GET['to'], 'Hello', 'World');
TEXT;
echo '<p>This form is closed. Hello, ' . htmlspecialchars($_POST['name'] ?? 'visitor') . '.</p>';
echo '<pre>' . htmlspecialchars($help . $example) . '</pre>';
