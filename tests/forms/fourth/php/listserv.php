<?php
/* subscribe / unsubscribe for the mailing list program */
$commands = array('subscribe', 'unsubscribe');
$cmd   = strtolower($_REQUEST['cmd']);
$email = stripslashes($_REQUEST['email']);

if (!in_array($cmd, $commands)) {
    exit("Unknown command.");
}
if (!preg_match("/.+@.+\..+/", $email)) {
    exit("Please give a complete address.");
}
mail("chor-list-request@example.com", "", $cmd, "From: $email");
?>
<html><head><title>Mailing list</title></head>
<body bgcolor="#ffffe0">
<p>Your wish to <?php echo $cmd; ?> was handed on. You will get a message from the list.</p>
</body></html>
