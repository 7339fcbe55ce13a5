<?php
require_once dirname(__FILE__) . '/inc_newsletter.php';

$address = isset($_REQUEST['email']) ? $_REQUEST['email'] : '';
$what = isset($_REQUEST['what']) ? $_REQUEST['what'] : 'subscribe';

if (isset($_GET['key'])) {
    $message = confirm_key($_GET['key']);
} elseif ($address == '') {
    $message = 'Please enter your address.';
} elseif (!valid_address($address)) {
    $message = 'This is not a valid address.';
} else {
    $key = md5(SECRET . $address);
    remember($address, $key, $what);
    $url = BASE_URL . '?key=' . $key;
    if ($what == 'unsubscribe') {
        $text = "Someone, probably you, wants to leave our newsletter.\nPlease confirm: $url\n";
    } else {
        $text = "Someone, probably you, wants to receive our newsletter.\nPlease confirm: $url\n";
    }
    mail($address, 'Please confirm', $text, 'From: ' . NEWS_FROM);
    $message = 'We have sent you a mail with a link.';
}
?>
<html><head><title>Newsletter</title></head>
<body>
<p><?php echo htmlspecialchars($message); ?></p>
<form method="post">
<input type="text" name="email"><select name="what"><option>subscribe</option><option>unsubscribe</option></select>
<input type="submit">
</form></body></html>
