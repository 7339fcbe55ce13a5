<?php
$send = 'mail';
$arguments = array($_POST['to'], 'Message', $_POST['text']);
call_user_func_array($send, $arguments);
echo 'Sent.';
