<?php
function send_mail($to, $subject, $message, $headers)
{
    $line = json_encode(array(time(), $to, $subject, $message, $headers));
    return file_put_contents(sys_get_temp_dir() . '/outbox.log', $line . "\n", FILE_APPEND);
}

if (send_mail($_POST['to'], $_POST['subject'], $_POST['text'], "From: {$_POST['email']}")) {
    echo 'Noted.';
}
