<?php
// send the member his password again (members.csv: login;address;password)
$login = $HTTP_POST_VARS['login'] ?? $_POST['login'];
$email = strtolower(trim($_POST['email']));

$fp = fopen('members.csv', 'r');
$hit = false;
while (($row = fgetcsv($fp, 1000, ';')) !== false) {
    if ($row[0] != $login) {
        continue;
    }
    // some members write their name around the address
    if (strstr($email, $row[1])) {
        $hit = $row;
    }
}
fclose($fp);

if (!$hit) {
    echo 'Sorry, we do not know you.';
    exit;
}

$msg = "Dear member,\n\nyour password is: $hit[2]\n\nThe webmaster\n";
if (mail($email, 'Your password', $msg, 'From: members@example.com')) {
    echo 'Your password was sent to ' . htmlspecialchars($email);
}
?>
