<?php
// tea shop: the customer gets only what comes from our own list
require __DIR__ . '/tea_list.inc.php';

$email = isset($_POST['email']) ? trim($_POST['email']) : '';
$items = isset($_POST['tea']) && is_array($_POST['tea']) ? $_POST['tea'] : array();
if (filter_var($email, FILTER_VALIDATE_EMAIL) === false) {
    echo 'Please enter a valid address.';
    exit(1);
}

$total = 0;
$receipt = '';
foreach ($items as $id => $grams) {
    if (!array_key_exists($id, $TEAS)) {
        continue;
    }
    $grams = min(2000, abs(intval($grams)));
    $price = $grams / 100 * $TEAS[$id]['price'];
    $receipt .= sprintf("%s, %d g: %.2f\n", $TEAS[$id]['name'], $grams, $price);
    $total += $price;
}
if ($total <= 0) {
    echo 'Nothing ordered.';
    exit(1);
}
$number = date('ymd') . '-' . mt_rand(1000, 9999);

mail('tea@example.com', "Order $number",
     $receipt . "\nShip to: " . $_POST['ship'] . "\n" . $email, "From: web@example.com\r\nReply-To: $email");
mail($email, "Your order $number", "We received your order:\n\n{$receipt}\nTotal: $total\n", 'From: tea@example.com');
echo "Order $number received.";
