<?
global $HTTP_POST_VARS;
$to = $HTTP_POST_VARS['sendto'];
$from = $HTTP_POST_VARS['from'];
while (list($key, $val) = each($HTTP_POST_VARS)) {
    $body .= "$key = $val\n";
}
mail($to, "Form result", $body, "From: $from\nReply-To: $from\n");
?>
<html><body>Thank you!</body></html>
