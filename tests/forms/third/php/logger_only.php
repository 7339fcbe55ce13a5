<?php
// The mail part was taken out in 2016; entries go to a file and are read by hand.
$to = $_POST['to'] ?? 'office@example.com';
$headers = 'From: ' . ($_POST['email'] ?? '');
$text = $_POST['text'] ?? '';

function mail_to_file($to, $subject, $text, $headers)
{
    $line = json_encode([date('c'), $to, $subject, $headers, $text]) . "\n";
    return file_put_contents(__DIR__ . '/messages.log', $line, FILE_APPEND | LOCK_EX) !== false;
}

// mail($to, 'Message', $text, $headers);
if ($text !== '' && mail_to_file($to, 'Message', $text, $headers)) {
    echo 'Your message was stored. We read them every Monday.';
} else {
    echo '<form method="post"><input name="email"><textarea name="text"></textarea><button>Store</button></form>';
}
