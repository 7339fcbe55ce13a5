<?php
// mail() は使えないサーバーなので、直接SMTPで送る
$server = 'mail.example.jp';
$rcpt   = 'center@example.jp';

function cmd($sock, $line, $expect)
{
    if ($line !== null) {
        fwrite($sock, $line . "\r\n");
    }
    do {
        $answer = fgets($sock, 512);
    } while ($answer !== false && substr($answer, 3, 1) === '-');
    if (substr($answer, 0, 1) != $expect) {
        fclose($sock);
        die('送信エラー');
    }
}

$namae = trim($_POST['namae']);
$kenmei = trim($_POST['kenmei']);
$honbun = str_replace("\n.", "\n..", $_POST['honbun']);
if ($namae === '' || $kenmei === '') {
    die('未入力の項目があります');
}

$sock = fsockopen($server, 25, $no, $message, 10);
cmd($sock, null, '2');
cmd($sock, 'HELO www.example.jp', '2');
cmd($sock, 'MAIL FROM:<form@example.jp>', '2');
cmd($sock, "RCPT TO:<$rcpt>", '2');
cmd($sock, 'DATA', '3');
fwrite($sock, "From: form@example.jp\r\n");
fwrite($sock, "To: $rcpt\r\n");
fwrite($sock, "Subject: [Web] $kenmei\r\n");
fwrite($sock, "Content-Type: text/plain; charset=UTF-8\r\n\r\n");
fwrite($sock, "$namae 様より\r\n\r\n$honbun\r\n");
cmd($sock, '.', '2');
cmd($sock, 'QUIT', '2');
echo '送信しました';
