<?php
$server = "mail.hotel-alpenblick.example";
$rcpt = "rezeption@hotel-alpenblick.example";

function talk($fp, $line) {
    fputs($fp, $line . "\r\n");
    return fgets($fp, 512);
}

$name = $_POST["name"];
$von = $_POST["von"];
$bis = $_POST["bis"];
$zimmer = $_POST["zimmer"];

$fp = fsockopen($server, 25, $errno, $errstr, 30);
if (!$fp) {
    die("Server nicht erreichbar: $errstr");
}
fgets($fp, 512);
talk($fp, "HELO www.hotel-alpenblick.example");
talk($fp, "MAIL FROM:<www@hotel-alpenblick.example>");
talk($fp, "RCPT TO:<$rcpt>");
talk($fp, "DATA");
fputs($fp, "From: www@hotel-alpenblick.example\r\n");
fputs($fp, "To: $rcpt\r\n");
fputs($fp, "Subject: Reservierung $name\r\n");
fputs($fp, "\r\n");
fputs($fp, "Von $von bis $bis\r\nZimmer: $zimmer\r\n");
talk($fp, ".");
talk($fp, "QUIT");
fclose($fp);
echo "Danke für Ihre Anfrage.";
