<?php
// Gästebuch: schreibt Eintrag in eine Datei und benachrichtigt den Admin
$datei = '/tmp/gb.dat';
$admin = 'webmaster@example.net';
$pro_seite = 10;

function eintrag_speichern($datei, $felder) {
    $fp = @fopen($datei, 'a');
    if (!$fp) return false;
    flock($fp, 2);
    fwrite($fp, implode('|', $felder) . "\n");
    fclose($fp);
    return true;
}

if (isset($_POST['submit'])) {
    $name = strip_tags(stripslashes($_POST['name']));
    $email = strip_tags(stripslashes($_POST['email']));
    $homepage = strip_tags($_POST['homepage']);
    $eintrag = nl2br(strip_tags($_POST['eintrag']));
    if ($name && $eintrag) {
        eintrag_speichern($datei, array(time(), $name, $email, $homepage, str_replace(array("\n", "\r", '|'), '', $eintrag)));
        $absender = $email ? $email : $admin;
        @mail($admin, 'Neuer Eintrag im Gästebuch', "$name schrieb:\n\n$eintrag", "From: $absender");
        header('Location: ' . $_SERVER['PHP_SELF']);
        exit;
    }
    $fehler = 'Bitte Name und Text angeben.';
}
$zeilen = file_exists($datei) ? array_reverse(file($datei)) : array();
foreach (array_slice($zeilen, 0, $pro_seite) as $z) {
    list($zeit, $name, $email, $hp, $text) = explode('|', $z);
    echo '<hr><b>' . htmlspecialchars($name) . '</b> ' . date('d.m.Y', $zeit) . '<br>' . $text;
}
?>
<form method="post">
<?php if (isset($fehler)) echo $fehler; ?>
<input name="name"><input name="email"><input name="homepage">
<textarea name="eintrag"></textarea><input type="submit" name="submit">
</form>
