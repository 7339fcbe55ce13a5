<?php
$allowed = array('www.example.com', 'example.com');
$ref = isset($_SERVER['HTTP_REFERER']) ? parse_url($_SERVER['HTTP_REFERER']) : array();
if (isset($ref['host']) && !in_array($ref['host'], $allowed)) {
    header('HTTP/1.1 403 Forbidden');
    die('Forbidden');
}
if (!empty($_POST['url'])) {   // only robots fill this in
    die('Thank you');
}
if (isset($_POST['t']) && time() - (int) $_POST['t'] < 3) {
    die('Too fast');
}
$n = stripslashes($_POST['name']);
$e = stripslashes($_POST['email']);
$m = stripslashes($_POST['message']);
$bad = array('viagra', 'casino', 'http://', 'bcc:');
foreach ($bad as $b) {
    if (stripos($m, $b) !== false) {
        die('Spam');
    }
}
$headers = "From: $n <$e>\r\n";
$headers .= "Reply-To: $e\r\n";
$headers .= "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n";
$html = '<html><body><h2>Message</h2><p>' . nl2br(htmlspecialchars($m)) . '</p></body></html>';
echo mail('hello@example.com', 'Website', $html, $headers) ? 'OK' : 'ERROR';
