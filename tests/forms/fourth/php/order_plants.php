<?php
// nursery: order by web. Prices from the catalogue only.
$catalogue = array(
    'R01' => array('Rose, red', 12.50),
    'R02' => array('Rose, white', 11.00),
    'L07' => array('Lavender', 4.20),
);
$name    = $_POST['name'];
$address = $_POST['address'];
$email   = $_POST['email'];
$qty     = $_POST['qty'];

$sum = 0; $lines = '';
foreach ($qty as $code => $n) {
    $n = (int) $n;
    if ($n < 1 || !isset($catalogue[$code])) continue;
    list($title, $price) = $catalogue[$code];
    $sum += $n * $price;
    $lines .= sprintf("%3d x %-20s %8.2f\n", $n, $title, $n * $price);
}
if ($sum == 0) die('Your basket is empty.');
if (!filter_var($email, FILTER_VALIDATE_EMAIL)) die('Please check your address.');

$order = "$lines\nTotal: " . number_format($sum, 2) . "\n\nDeliver to:\n$name\n$address\n";
mail('orders@example.com', 'Web order', $order . "\nMail: $email\n", 'From: shop@example.com');
mail($email, 'Thank you for your order', "Thank you! We have noted:\n\n" . $order, 'From: shop@example.com');
echo '<p>Thank you, your order has been received.</p>';
