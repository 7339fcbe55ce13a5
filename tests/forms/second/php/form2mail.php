<?php
$mailto = "webmaster@stamp-club.example";
$bad = false;
foreach ($_POST as $k => $v) {
    if ($k == "message") {
        continue;
    }
    if (eregi("(\r|\n|%0a|%0d)", $v)) {
        $bad = true;
    }
}
if ($bad) {
    header("HTTP/1.0 403 Forbidden");
    echo "Go away spammer.";
    exit;
}
$name = $_POST["name"];
$from = $_POST["from"];
$msg  = "Name: $name\nE-Mail: $from\nMember no.: " . $_POST["member"] . "\n\n" . $_POST["message"];
mail($mailto, "Stamp club form", $msg, "From: $name <$from>");
?>
<html><head><title>Thanks</title></head>
<body bgcolor="#ffffcc">
<h1>Thanks, <?php echo htmlentities($name); ?>!</h1>
<p>We will answer soon.</p>
</body></html>
