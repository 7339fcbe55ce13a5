<?php
// event registration; the visitor gets a fixed thank-you mail
$email = trim($_POST['email'] ?? '');
$name = trim($_POST['name'] ?? '');
$count = min(10, max(1, (int) ($_POST['count'] ?? 1)));
if (!filter_var($email, FILTER_VALIDATE_EMAIL)) {
    echo 'Bad address';
    return;
}
mail('events@example.com', 'Registration', "$name <$email>, $count persons", 'From: events@example.com');
$thanks = file_exists('thanks.txt') ? file_get_contents('thanks.txt') : "Thank you for your registration.\n";
mail($email, 'Your registration', $thanks . "\nPersons: $count\n", 'From: events@example.com');
echo 'Thank you.';
