<?php
$allowed = array('sales@example.com', 'info@example.com', 'jobs@example.com');
$to = $_POST['to'];
if (!in_array($to, $allowed)) {
    die('This address is not served here.');
}
$required = explode(',', isset($_POST['required']) ? $_POST['required'] : '');
foreach ($required as $r) {
    if ($r != '' && empty($_POST[$r])) {
        die(htmlspecialchars($r) . ' is missing');
    }
}
foreach (array('realname', 'email', 'subject') as $f) {
    if (isset($_POST[$f]) && preg_match('/[\r\n]/', $_POST[$f])) {
        die('Go away.');
    }
}
$out = '';
foreach ($_POST as $k => $v) {
    $out .= "$k: $v\n";
}
mail($to, $_POST['subject'], $out, 'From: ' . $_POST['realname'] . ' <' . $_POST['email'] . '>');
header('Location: thanks.html');
