<?php
/* Newsletter-Anmeldung Gartenbauverein, by Uwe, v1.2 */
$vorname = $_POST['vorname'];
$mail    = $_POST['mail'];

if (!filter_var($mail, FILTER_VALIDATE_EMAIL)) {
    die('Bitte geben Sie eine gültige Adresse ein.');
}
if (strlen($vorname) < 2) {
    die('Bitte geben Sie Ihren Vornamen ein.');
}

$fh = fopen('abonnenten.csv', 'a');
fputcsv($fh, array($vorname, $mail, date('c')));
fclose($fh);

$text = "Liebe/r $vorname,\n\n"
      . "vielen Dank fuer Ihre Anmeldung zu unserem Rundbrief.\n"
      . "Er erscheint vier Mal im Jahr.\n\n"
      . "Ihr Gartenbauverein\n";

mail($mail, 'Ihre Anmeldung', $text, "From: Gartenbauverein <verein@example.com>\r\n");
?>
<p>Danke, <?php echo htmlspecialchars($vorname); ?>!</p>
