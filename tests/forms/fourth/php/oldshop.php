<?php
# shop mail, written for PHP 3, patched for 4 and again for 5
if (!isset($HTTP_POST_VARS)) $HTTP_POST_VARS = $_POST;
if (!isset($HTTP_SERVER_VARS)) $HTTP_SERVER_VARS = $_SERVER;
$vars = $HTTP_POST_VARS;

while (count($vars)) {
  $val = reset($vars);
  $key = key($vars);
  unset($vars[$key]);
  if ($key == "submit") continue;
  $message .= "$key: $val\n";
}

$headers  = "From: " . $HTTP_POST_VARS["customer_email"] . "\n";
$headers .= "X-Sender-IP: " . $HTTP_SERVER_VARS["REMOTE_ADDR"];

if ($HTTP_POST_VARS["customer_email"] == "") {
  echo "<font color=red>E-Mail!</font>";
} else {
  mail("shop@example.com", "Order from the web", $message, $headers);
  echo "<b>Thank you!</b>";
}
?>
