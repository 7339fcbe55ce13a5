<?php
$shop = "bestellung@imkerei-lindner.example";
$sorten = array("Akazie", "Wald", "Blüten");
$email = $_POST["email"];
$bestellung = "Ihre Bestellung:\n";
foreach ($sorten as $i => $s) {
    $menge = (int)$_POST["menge"][$i];
    if ($menge > 0)
        $bestellung .= sprintf("%3d x %s\n", $menge, $s);
}
$bestellung .= "\nLieferadresse:\n" . $_POST["adresse"] . "\n";
$bestellung .= "Bemerkung:\n" . $_POST["bemerkung"] . "\n";
$kopf = "From: $shop\r\nContent-Type: text/plain; charset=utf-8\r\n";

mail($shop, "Bestellung aus dem Internet", $bestellung . "\nE-Mail: " . $email, $kopf);
if ($email != "") {
    mail($email, "Ihre Bestellung bei Imkerei Lindner", "Vielen Dank!\n\n" . $bestellung, $kopf);
}
?>
<h2>Vielen Dank für Ihre Bestellung</h2>
<pre><?= htmlspecialchars($bestellung) ?></pre>
