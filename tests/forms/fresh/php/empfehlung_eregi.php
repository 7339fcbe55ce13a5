<?php
// recommend this page, PHP 4 style
function check_mail($m) {
    if (eregi("^[_a-z0-9-]+(\.[_a-z0-9-]+)*@[a-z0-9-]+(\.[a-z0-9-]+)*(\.[a-z]{2,4})$", $m)) {
        return true;
    }
    return false;
}
$an = $HTTP_POST_VARS['an'];
$von = $HTTP_POST_VARS['von'];
$text = $HTTP_POST_VARS['text'];
$fehler = "";
if (!check_mail($an)) $fehler .= "The address of the receiver is wrong.<br>";
if (!check_mail($von)) $fehler .= "Your own address is wrong.<br>";
if (strlen($text) > 500) $fehler .= "The text is too long.<br>";
if ($fehler) {
    include "header.inc";
    echo "<font color=red>$fehler</font>";
    include "footer.inc";
    exit();
}
$body = "This page was recommended to you:\n\nhttp://www.example.com/\n\n" . strip_tags($text);
mail($an, "A page for you", $body, "From: $von\nReturn-Path: $von");
header("Location: danke.html");
?>
