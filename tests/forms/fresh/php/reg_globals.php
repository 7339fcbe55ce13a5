<?php
// feedback.php v1.2 -- needs register_globals = On
if (!isset($mailto)) {
    $mailto = "feedback@example.com";
}
if (!isset($subject)) {
    $subject = "Feedback";
}
if ($send) {
    if (!$email) {
        $msg = "Please give your address.";
    } else {
        mail($mailto, $subject, "From $name\n\n$text", "From: $email");
        $msg = "Thank you, $name!";
    }
}
?>
<html>
<body bgcolor="#ffffff">
<b><?php echo $msg ?></b>
<form action="<?php echo $PHP_SELF ?>" method="post">
Name: <input name="name"><br>
Mail: <input name="email"><br>
<textarea name="text"></textarea>
<input type="submit" name="send" value="Send">
</form>
</body>
</html>
