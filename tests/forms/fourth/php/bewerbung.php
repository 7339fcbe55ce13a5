<?php
/* Bewerbung mit Anlage (PDF), multipart von Hand */
$max = 2 * 1024 * 1024;
$name  = isset($_POST['name']) ? trim(preg_replace('/\s+/', ' ', $_POST['name'])) : '';
$email = isset($_POST['email']) ? trim($_POST['email']) : '';
$text  = isset($_POST['text']) ? $_POST['text'] : '';
$file  = isset($_FILES['cv']) ? $_FILES['cv'] : null;

$fehler = array();
if ($name == '') $fehler[] = 'Name fehlt';
if (!filter_var($email, FILTER_VALIDATE_EMAIL)) $fehler[] = 'E-Mail ungueltig';
if (!$file || $file['error'] != UPLOAD_ERR_OK || $file['size'] > $max) $fehler[] = 'Lebenslauf fehlt';
if ($fehler) {
    echo '<ul><li>' . implode('<li>', $fehler) . '</ul>';
    exit;
}

$b = md5(uniqid((string) time()));
$h  = "From: bewerbung@example.com\r\nReply-To: $email\r\nMIME-Version: 1.0\r\n";
$h .= "Content-Type: multipart/mixed; boundary=\"$b\"";
$m  = "--$b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBewerbung von $name\r\n\r\n$text\r\n";
$m .= "--$b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n";
$m .= "Content-Disposition: attachment; filename=\"lebenslauf.pdf\"\r\n\r\n";
$m .= chunk_split(base64_encode(file_get_contents($file['tmp_name'])));
$m .= "--$b--\r\n";
mail('personal@example.com', "Bewerbung $name", $m, $h);
echo 'Vielen Dank fuer Ihre Bewerbung.';
