<?php
extract($_POST, EXTR_SKIP);
$to = 'petition@save-the-park.example';
$headers = array(
    'From' => 'petition@save-the-park.example',
    'Content-Type' => 'text/plain; charset=UTF-8',
);
if (empty($fullname) || empty($street)) {
    header('Location: petition.html?error=1');
    exit;
}
$line = implode(';', array(date('c'), $fullname, $street, isset($town) ? $town : ''));
file_put_contents(dirname(__FILE__) . '/../data/signatures.csv', $line . "\n", FILE_APPEND | LOCK_EX);
$text = "New signature\n\n";
$text .= "Name:   $fullname\n";
$text .= "Street: $street\n";
if (!empty($comment)) {
    $text .= "Comment:\n" . $comment . "\n";
}
mail($to, 'New signature', $text, $headers);
header('Location: petition-thanks.html');
