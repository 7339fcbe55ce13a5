<?php
$empfaenger = "druckdaten@example.com";
$grenze = strtoupper(md5(uniqid(time())));

$kunde = htmlspecialchars(trim($_POST["kunde"]));
$email = htmlspecialchars(trim($_POST["email"]));
$auftrag = htmlspecialchars($_POST["auftrag"]);

if ($kunde == "" or strpos($email, "@") === false) {
  echo "Bitte alle Felder ausf&uuml;llen.";
  exit;
}

$kopf = "From: $kunde <$email>";
$kopf .= "\nMIME-Version: 1.0";
$kopf .= "\nContent-Type: multipart/mixed; boundary=$grenze";

$text = "--$grenze";
$text .= "\nContent-Type: text/plain";
$text .= "\nContent-Transfer-Encoding: 8bit";
$text .= "\n\nAuftrag: $auftrag\n";
$text .= "--$grenze";
if (!empty($_FILES["datei"]["tmp_name"])) {
  $name = basename($_FILES["datei"]["name"]);
  $inhalt = fread(fopen($_FILES["datei"]["tmp_name"], "r"), filesize($_FILES["datei"]["tmp_name"]));
  $text .= "\nContent-Type: application/octet-stream; name=$name";
  $text .= "\nContent-Transfer-Encoding: base64";
  $text .= "\nContent-Disposition: attachment; filename=$name";
  $text .= "\n\n" . chunk_split(base64_encode($inhalt));
  $text .= "--$grenze";
}
$text .= "--";
mail($empfaenger, "Druckdaten von " . $kunde, $text, $kopf) or die("Fehler");
echo "Danke, $kunde.";
?>
