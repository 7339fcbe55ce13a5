<?php
// mail() is closed at our provider, so this talks to the mail server itself
function smtp_cmd($s, $line, $expect)
{
    if ($line !== null) {
        fputs($s, $line . "\r\n");
    }
    do {
        $answer = fgets($s, 512);
    } while ($answer !== false && substr($answer, 3, 1) == '-');
    return substr((string) $answer, 0, 3) == $expect;
}

$name = $_POST['name'];
$mail = $_POST['mail'];
$text = str_replace("\n.", "\n..", $_POST['text']);
if (!eregi_like($mail)) {
    die('wrong mail address');
}
function eregi_like($m)
{
    return preg_match('/^[_a-z0-9.-]+@[a-z0-9.-]+/i', $m);
}

$s = fsockopen('localhost', 25, $no, $str, 10) or die($str);
smtp_cmd($s, null, '220');
smtp_cmd($s, 'HELO www.example.com', '250');
smtp_cmd($s, 'MAIL FROM:<web@example.com>', '250');
smtp_cmd($s, 'RCPT TO:<info@example.com>', '250');
smtp_cmd($s, 'DATA', '354');
fputs($s, "From: $mail\r\nTo: info@example.com\r\nSubject: Contact\r\n\r\n$name\r\n\r\n$text\r\n");
smtp_cmd($s, '.', '250');
smtp_cmd($s, 'QUIT', '221');
fclose($s);
echo 'Sent.';
