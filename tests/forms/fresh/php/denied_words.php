<?php
function is_spam($s) {
    return preg_match('/(content-type:|to:|cc:|bcc:|mime-version:|multipart)/i', $s);
}
function clean($s) {
    $s = str_replace(array('%0a', '%0d', '%0A', '%0D', '\n', '\r'), '', $s);
    return stripslashes(trim($s));
}
$vars = array('name', 'email', 'phone', 'comments');
foreach ($vars as $v) {
    $$v = clean($_POST[$v]);
    if ($v != 'comments' && is_spam($$v)) {
        header('Location: error.html');
        exit;
    }
}
$msg = "Name: $name\nPhone: $phone\nEmail: $email\n\n$comments";
mail("owner@example.com", "Inquiry from the web site", $msg, "From: $email\n");
header('Location: thankyou.html');
?>
