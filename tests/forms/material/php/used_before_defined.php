<?php
notify($_POST['mail'], $_POST['comment']);
echo 'Thank you';

function notify($sender, $text)
{
    $head = build_head($sender);
    return mail('office@example.jp', 'Comment', $text, $head);
}

function build_head($sender)
{
    return 'From: ' . $sender . "\n" . 'X-Form: comment';
}
