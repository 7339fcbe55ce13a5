<?php
$recipient = 'office@example.jp';
$title = 'Survey';
foreach ($_REQUEST as $key => $value) {
    $$key = stripslashes($value);
}
$result = "Answer 1: $q1\nAnswer 2: $q2\n";
mail($recipient, $title, $result, 'From: survey@example.jp');
echo 'Thank you for your answers.';
