<?php
// Message to the landlord. Houses are numbered, their managers stand in a list.
$managers = array('a.miller@example.com', 'b.novak@example.com', 'c.ito@example.com');

$house = isset($_POST['house']) ? (int) $_POST['house'] : -1;
if ($house < 0 || $house >= count($managers)) {
    die('Which house?');
}

$flat  = isset($_POST['flat']) ? $_POST['flat'] : '';
$reply = isset($_POST['reply']) ? $_POST['reply'] : '';
if (!ctype_digit($flat)) {
    die('Which flat?');
}

$headers = array('From: tenants@example.com');
// ctype_print() knows neither line breaks nor anything beyond ASCII
if ($reply != '' && ctype_print($reply)) {
    $headers[] = 'Reply-To: ' . $reply;
}

$text = strip_tags($_POST['text'] ?? '');
mail($managers[$house], 'Flat ' . $flat, $text, implode("\r\n", $headers));
?>
<p>Your message was handed to the manager of house <?php echo $house; ?>.</p>
