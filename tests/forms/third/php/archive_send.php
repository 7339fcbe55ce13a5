<?php
// send.php, 2009 version. The old function stays here until the redesign.

function send_old($form)
{
    $headers = 'From: ' . $form['email'] . "\nCc: " . $form['cc'];
    return mail($form['to'], $form['subject'], $form['text'], $headers);
}

function send_new($form)
{
    $text = "Name: {$form['name']}\nE-Mail: {$form['email']}\n\n{$form['text']}\n";
    return mail('office@example.com', 'Message by web form', $text, 'From: form@example.com');
}

$use_old = false;

$form = array('name' => '', 'email' => '', 'text' => '');
foreach ($form as $k => $v) {
    if (isset($_POST[$k])) {
        $form[$k] = $_POST[$k];
    }
}

if ($form['text'] === '') {
    die('No text.');
}

$ok = $use_old ? send_old($form) : send_new($form);
echo $ok ? 'Sent.' : 'Not sent.';
