<?php
// tell a friend -- (c) 2002
$sitename = "Modellbahn Club";
$siteurl = "http://www.example.org/";
if ($HTTP_SERVER_VARS["REQUEST_METHOD"] == "POST") $_POST_VARS = $HTTP_POST_VARS;
if (isset($_POST)) $_POST_VARS = $_POST;
$yourname = $_POST_VARS["yourname"];
$yourmail = $_POST_VARS["yourmail"];
$friend = $_POST_VARS["friendmail"];
$comment = $_POST_VARS["comment"];
if (empty($friend) || empty($yourmail)) {
  echo "<p>You forgot an address.</p>";
} else {
  $msg = "Hello,\n\n$yourname thinks that you should look at $siteurl\n\n";
  if ($comment != "") $msg .= "$yourname says:\n$comment\n";
  mail($friend, "$yourname recommends $sitename", $msg, "From: $yourname <$yourmail>\nX-Sender-IP: ".getenv("REMOTE_ADDR"));
  echo "<p>Your friend has been told.</p>";
}
?>
