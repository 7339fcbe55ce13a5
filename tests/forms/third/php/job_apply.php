<?php
// Job application with attachment. Names of the fields as on the paper form.
if (!isset($_POST['send'])) {
    readfile('job_apply.html');
    exit;
}

$to      = 'jobs@example.com';
$subject = 'Application: ' . htmlspecialchars($_POST['position']);
$random  = md5(uniqid(time()));

$header  = 'From: ' . $_POST['firstname'] . ' ' . $_POST['lastname'] . ' <' . $_POST['email'] . ">\r\n";
$header .= "MIME-Version: 1.0\r\n";
$header .= "Content-Type: multipart/mixed; boundary=\"$random\"";

$body  = "This is a multi-part message in MIME format.\r\n";
$body .= "--$random\r\n";
$body .= "Content-type: text/plain; charset=iso-8859-1\r\n\r\n";
$body .= $_POST['letter'] . "\r\n\r\n";

if (is_uploaded_file($_FILES['cv']['tmp_name'])) {
    $content = chunk_split(base64_encode(file_get_contents($_FILES['cv']['tmp_name'])));
    $body .= "--$random\r\n";
    $body .= 'Content-Type: application/octet-stream; name="' . basename($_FILES['cv']['name']) . "\"\r\n";
    $body .= "Content-Transfer-Encoding: base64\r\n";
    $body .= "Content-Disposition: attachment\r\n\r\n";
    $body .= $content . "\r\n\r\n";
}
$body .= "--$random--";

echo @mail($to, $subject, $body, $header) ? 'Thank you for your application.' : 'Something went wrong.';
