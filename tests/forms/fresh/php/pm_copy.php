<?php
require_once("class.phpmailer.php");

$to = array("sales" => "sales@example.com", "support" => "support@example.com");

function get($key, $default = "") {
    return isset($_POST[$key]) ? $_POST[$key] : $default;
}

$mail = new PHPMailer();
$mail->IsMail();
$mail->From = "noreply@example.com";
$mail->FromName = "Example Inc.";
$dept = get("dept", "sales");
$mail->AddAddress(isset($to[$dept]) ? $to[$dept] : $to["sales"]);
if (get("copy") == "yes") {
    $mail->AddCC(get("email"), get("name"));
}
$mail->Subject = "[web] " . get("subject");
$mail->Body = get("name") . " (" . get("email") . ") writes:\n\n" . get("text");
$mail->WordWrap = 72;
if (!$mail->Send()) {
    echo "Error: " . $mail->ErrorInfo;
} else {
    echo "Thank you.";
}
?>
