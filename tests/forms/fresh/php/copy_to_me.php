<?php
// Seminar registration
$admin = "seminar@example.de";
$seminare = array(1 => "PHP-Grundlagen", 2 => "MySQL", 3 => "Linux");

function zeige($datei, $werte) {
    $t = implode("", file($datei));
    foreach ($werte as $k => $v) {
        $t = str_replace("{" . $k . "}", htmlspecialchars($v), $t);
    }
    echo $t;
}

$nr = (int)$_POST["seminar"];
if (!isset($seminare[$nr])) {
    zeige("fehler.tpl", array("text" => "Bitte ein Seminar waehlen"));
    exit;
}
$name = $_POST["vorname"] . " " . $_POST["nachname"];
$email = $_POST["email"];
$text = "Anmeldung zum Seminar: " . $seminare[$nr] . "\n";
$text .= "Name: $name\nFirma: " . $_POST["firma"] . "\nE-Mail: $email\n";
$text .= "Bemerkung: " . $_POST["bemerkung"] . "\n";
mail($admin, "Seminaranmeldung", $text, "From: $admin");
mail($email, "Ihre Anmeldung", "Vielen Dank fuer Ihre Anmeldung!\n\n" . $text, "From: $admin");
zeige("danke.tpl", array("name" => $name, "seminar" => $seminare[$nr]));
?>
