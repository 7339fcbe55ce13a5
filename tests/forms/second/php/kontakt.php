<?php
// Kontaktformular TSV Musterdorf
$empfaenger = "vorstand@tsv-musterdorf.example";
$fehler = array();

if (isset($_POST['absenden'])) {
    $name  = trim($_POST['name']);
    $mail  = trim($_POST['mail']);
    $betreff = htmlspecialchars($_POST['betreff']);
    $nachricht = strip_tags($_POST['nachricht']);
    if (empty($name))  $fehler[] = "Bitte Namen angeben";
    if (empty($mail) || strpos($mail, '@') === false)  $fehler[] = "Bitte E-Mail angeben";
    if (empty($nachricht)) $fehler[] = "Bitte Nachricht angeben";

    if (count($fehler) == 0) {
        $header  = "From: " . $name . " <" . $mail . ">\n";
        $header .= "Reply-To: " . $mail . "\n";
        $header .= "X-Mailer: PHP/" . phpversion() . "\n";
        $header .= "Content-Type: text/plain; charset=utf-8";
        if (mail($empfaenger, "Webseite: " . $betreff, $nachricht, $header)) {
            echo "<p>Vielen Dank, Ihre Nachricht wurde verschickt.</p>";
        } else {
            echo "<p>Leider ist ein Fehler aufgetreten.</p>";
        }
        exit;
    }
    foreach ($fehler as $f) echo "<p class='fehler'>$f</p>";
}
?>
<form method="post" action="kontakt.php">
<input name="name"><input name="mail"><input name="betreff">
<textarea name="nachricht"></textarea>
<input type="submit" name="absenden" value="Absenden">
</form>
