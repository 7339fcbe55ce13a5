<?php
$to = 'office@example.jp';
$subject = 'Reservation';
extract($_POST);
$text = "Name: $name\nDate: $date\n";
mail($to, $subject, $text);
echo 'Your reservation has been sent.';
