<?php
/* Gaestebuch mit Benachrichtigung - (c) 2002 Familie M. */
$datei = '/tmp/gaestebuch.txt';
if (isset($_POST['eintrag'])) {
    $name = htmlspecialchars(strip_tags($_POST['name']));
    $ort  = htmlspecialchars(strip_tags($_POST['ort']));
    $mail = str_replace("\r\n", "", htmlspecialchars($_POST['mail']));
    $text = nl2br(htmlspecialchars($_POST['text']));

    $f = fopen($datei, 'a');
    fputs($f, "$name|$ort|$mail|" . str_replace(array("\r", "\n"), '', $text) . "|" . time() . "\n");
    fclose($f);

    $kopf  = "From: $mail\n";
    $kopf .= "X-Gaestebuch: ja\n";
    mail("familie@example.com", "Neuer Eintrag", "$name aus $ort schreibt:\n\n" . strip_tags($text), $kopf);
}
?>
<html><body><h1>G&auml;stebuch</h1>
<?php
if (file_exists($datei)) foreach (file($datei) as $zeile) {
    $t = explode('|', trim($zeile));
    echo "<p><b>$t[0]</b> ($t[1])<br>$t[3]</p>";
}
?>
</body></html>
