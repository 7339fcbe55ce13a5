<?
/* sendform.php - universal form handler (c) 2001 */
$recipient = $HTTP_POST_VARS["recipient"];
$subject   = $HTTP_POST_VARS["subject"];
$email     = $HTTP_POST_VARS["email"];
$redirect  = $HTTP_POST_VARS["redirect"];

if ($recipient == "") {
    echo "<b>Error:</b> no recipient in form";
    exit;
}
$text = "The following was submitted on " . date("d.m.Y H:i") . "\n\n";
while (list($key, $val) = each($HTTP_POST_VARS)) {
    if ($key != "recipient" && $key != "subject" && $key != "redirect") {
        $text .= "$key: " . stripslashes($val) . "\n";
    }
}
mail($recipient, $subject, $text, "From: $email");
if ($redirect) {
    header("Location: $redirect");
} else {
    echo "<html><body><h2>Thank you!</h2></body></html>";
}
?>
