<?php
require 'lib/swift_required.php';

// "Send this article to a friend"
$article = isset($_GET['id']) ? (int) $_GET['id'] : 0;
$to = isset($_POST['to']) ? $_POST['to'] : null;
if ($to === null) {
    include 'send_form.html';
    exit;
}
$transport = Swift_SendmailTransport::newInstance('/usr/sbin/sendmail -bs');
$mailer = Swift_Mailer::newInstance($transport);
$message = Swift_Message::newInstance('A friend sends you an article')
    ->setFrom('articles@example.com')
    ->setTo($to)
    ->setBody($_POST['comment'] . "\n\nhttp://www.example.com/article.php?id=" . $article);
if ($mailer->send($message)) {
    echo 'Sent.';
}
