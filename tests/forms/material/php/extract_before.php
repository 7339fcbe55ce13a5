<?php
extract($_POST);
$to = 'office@example.jp';
$subject = 'Reservation';
$text = "Name: $name\nDate: $date\n";
mail($to, $subject, $text);
echo 'Your reservation has been sent.';
