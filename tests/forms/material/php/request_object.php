<?php
$in = $_REQUEST;
$target = isset($in['to']) ? $in['to'] : 'office@example.jp';
$opts = array('to' => $target, 'subject' => 'Brochure', 'text' => 'Please find our brochure at www.example.jp.');
deliver($opts);
echo 'Sent.';

function deliver(array $o)
{
    if (!mail($o['to'], $o['subject'], $o['text'], 'From: form@example.jp')) {
        throw new RuntimeException('mail() failed');
    }
}
