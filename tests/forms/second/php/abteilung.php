<?php
$abt = isset($_POST["abteilung"]) ? $_POST["abteilung"] : "";
switch ($abt) {
    case "verkauf":
        $an = "verkauf@moebel-huber.example";
        break;
    case "service":
        $an = "service@moebel-huber.example";
        break;
    case "buchhaltung":
        $an = "buchhaltung@moebel-huber.example";
        break;
    default:
        $an = "info@moebel-huber.example";
}
$text = "";
foreach ($_POST as $feld => $wert) {
    if (is_array($wert)) {
        $wert = implode(", ", $wert);
    }
    $text .= ucfirst($feld) . ": " . $wert . "\n";
}
$ok = mail($an, "Anfrage von der Webseite", $text, "From: webserver@moebel-huber.example\r\nContent-Type: text/plain; charset=UTF-8");
include "kopf.html";
echo $ok ? "<p>Danke!</p>" : "<p>Fehler beim Versand.</p>";
include "fuss.html";
