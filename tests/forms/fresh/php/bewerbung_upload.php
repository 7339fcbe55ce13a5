<?php
// Job application with CV, MIME built by hand
$to = 'jobs@example.com';
$boundary = '=_' . md5(uniqid(time()));
$max = 2 * 1024 * 1024;

$first = trim($_POST['first']);
$last = trim($_POST['last']);
$email = filter_var(trim($_POST['email']), FILTER_VALIDATE_EMAIL);
if ($email === false) {
    exit('<p>Please give a valid e-mail address.</p>');
}
$headers = "From: jobs@example.com\r\n"
         . "Reply-To: <$email>\r\n"
         . "MIME-Version: 1.0\r\n"
         . "Content-Type: multipart/mixed; boundary=\"$boundary\"\r\n";

$body = "This is a multi-part message in MIME format.\r\n\r\n";
$body .= "--$boundary\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
$body .= "Application of $first $last\r\n\r\n" . $_POST['letter'] . "\r\n\r\n";

foreach (array('cv', 'photo') as $part) {
    if (empty($_FILES[$part]) || $_FILES[$part]['error'] != UPLOAD_ERR_OK) {
        continue;
    }
    if ($_FILES[$part]['size'] > $max) {
        exit('<p>The file is too large.</p>');
    }
    $name = $_FILES[$part]['name'];
    $type = $_FILES[$part]['type'];
    $data = chunk_split(base64_encode(file_get_contents($_FILES[$part]['tmp_name'])));
    $body .= "--$boundary\r\nContent-Type: $type; name=\"$name\"\r\n";
    $body .= "Content-Disposition: attachment; filename=\"$name\"\r\n";
    $body .= "Content-Transfer-Encoding: base64\r\n\r\n$data\r\n";
}
$body .= "--$boundary--\r\n";
$ok = mail($to, "Application: $first $last", $body, $headers);
include $ok ? 'application_ok.html' : 'application_error.html';
