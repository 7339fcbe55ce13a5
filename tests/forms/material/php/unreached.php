<?php
define('FORM_OPEN', false);
$to = $_POST['to'];
if (false) {
    mail($to, 'Hello', $_POST['text'], "From: $_POST[from]");
}
echo '<p>The form is closed.</p>';
exit;

mail($to, 'Hello', $_POST['text'], "From: $_POST[from]");
