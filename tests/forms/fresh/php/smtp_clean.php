<?php
function smtp_talk($socket, $line, $expect) {
    if ($line !== null) {
        fwrite($socket, $line . "\r\n");
    }
    do {
        $answer = fgets($socket, 1024);
    } while ($answer !== false && isset($answer[3]) && $answer[3] === '-');
    if ($answer === false || substr($answer, 0, 3) != $expect) {
        throw new Exception('SMTP: ' . $answer);
    }
}
function smtp_send($to, $subject, $replyto, $text) {
    $socket = stream_socket_client('tcp://127.0.0.1:25', $errno, $errstr, 10);
    if (!$socket) {
        throw new Exception($errstr);
    }
    smtp_talk($socket, null, 220);
    smtp_talk($socket, 'EHLO web.example.com', 250);
    smtp_talk($socket, 'MAIL FROM:<web@example.com>', 250);
    smtp_talk($socket, 'RCPT TO:<' . $to . '>', 250);
    smtp_talk($socket, 'DATA', 354);
    $text = preg_replace('/\r\n|\r|\n/', "\r\n", $text);
    $text = preg_replace('/^\./m', '..', $text);
    $head = 'From: web@example.com' . "\r\n" . 'To: ' . $to . "\r\n"
          . 'Subject: =?UTF-8?B?' . base64_encode($subject) . '?=' . "\r\n"
          . 'Reply-To: ' . $replyto . "\r\n" . 'Date: ' . date('r');
    smtp_talk($socket, $head . "\r\n\r\n" . $text . "\r\n.", 250);
    smtp_talk($socket, 'QUIT', 221);
    fclose($socket);
}

$email = preg_replace('/[\r\n]+/', ' ', $_POST['email']);
$title = $_POST['title'];
try {
    smtp_send('office@example.com', $title, $email, $_POST['text']);
    $out = 'sent';
} catch (Exception $e) {
    $out = 'Sorry: ' . htmlspecialchars($e->getMessage());
}
echo "<p>$out</p>";
