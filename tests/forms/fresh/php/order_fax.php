<?php
/* order form of a wine merchant, 2006 */
$shop = "bestellung@example.com";
$wines = array(
  "r1" => array("Riesling trocken", 6.80),
  "r2" => array("Riesling halbtrocken", 6.50),
  "s1" => array("Spaetburgunder", 9.20),
);

function clean_line($s) {
  $s = stripslashes($s);
  $s = str_replace(array("\r", "\n", "\t"), " ", $s);
  return trim($s);
}

if ($_SERVER["REQUEST_METHOD"] != "POST") {
  header("Location: /order.html");
  exit;
}
$total = 0;
$list = "";
foreach ($wines as $id => $w) {
  $n = intval($_POST["n_" . $id]);
  if ($n > 0) {
    $list .= sprintf("%3d x %-25s %8.2f\n", $n, $w[0], $n * $w[1]);
    $total += $n * $w[1];
  }
}
if ($total == 0) {
  die("Please choose at least one wine. <a href='javascript:history.back()'>back</a>");
}
$name = clean_line($_POST["name"]);
$mail = clean_line($_POST["mail"]);
$city = clean_line($_POST["city"]);
$remark = stripslashes($_POST["remark"]);

$text = "Order of " . date("d.m.Y H:i") . "\n\n" . $list;
$text .= sprintf("%39.2f EUR\n\n", $total);
$text .= "Name:  $name\nCity:  $city\nEMail: $mail\n\n$remark\n";

$head  = "From: Webshop <www@example.com>\r\n";
$head .= "Reply-To: $name <$mail>\r\n";
$head .= "X-Mailer: PHP/" . phpversion();

mail($shop, "Order from $city", $text, $head);

$f = fopen("/tmp/orders.csv", "a");
if ($f) {
  fputs($f, join(";", array(date("c"), $name, $city, $mail, $total)) . "\n");
  fclose($f);
}
?>
<html><body><h1>Thank you!</h1><pre><?php echo htmlspecialchars($list) ?></pre></body></html>
