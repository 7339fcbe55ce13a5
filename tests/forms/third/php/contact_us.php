<?php
/* Contact page of the rowing club. PHP 5. */
error_reporting(E_ALL & ~E_NOTICE);

function one_line($value)
{
    $value = str_replace(array("\r", "\n", '%0a', '%0d', '%0A', '%0D'), ' ', $value);
    return trim($value);
}

$sent = false;
$problem = '';

if ($_SERVER['REQUEST_METHOD'] == 'POST') {
    $who     = one_line(stripslashes($_POST['realname']));
    $address = one_line($_POST['email']);
    $about   = one_line($_POST['about']);
    $text    = stripslashes($_POST['text']);

    if ($who == '' || $text == '') {
        $problem = 'Please tell us your name and what you want to say.';
    } elseif (!strpos($address, '@')) {
        $problem = 'That does not look like an e-mail address.';
    } else {
        $headers  = "From: \"$who\" <$address>\r\n";
        $headers .= "X-Mailer: rowing club form\r\n";
        $sent = mail('secretary@example.com', "[club] $about", wordwrap($text, 72), $headers);
    }
}
?>
<!DOCTYPE html>
<html><head><title>Contact us</title></head><body>
<?php if ($sent): ?>
<p>Thank you, your message is on its way.</p>
<?php else: ?>
<p style="color:red"><?php echo htmlspecialchars($problem); ?></p>
<form method="post" action="contact_us.php">
<input name="realname"> <input name="email"> <input name="about">
<textarea name="text"></textarea> <input type="submit">
</form>
<?php endif; ?>
</body></html>
