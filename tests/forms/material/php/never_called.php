<?php
function old_send($to, $text)
{
    return mail($to, 'Message', $text, 'From: ' . $_POST['email']);
}

function show_address()
{
    return 'Please write to office@example.jp.';
}

echo '<p>', show_address(), '</p>';
