<?php
// Monthly quiz: whoever has all answers right takes part in the draw.
$solution = array('q1' => 'b', 'q2' => 'a', 'q3' => 'c');
$points = 0;

foreach ($solution as $question => $right) {
    if (isset($_POST[$question]) && $_POST[$question] === $right) {
        $points++;
    }
}

$name  = isset($_POST['name']) ? $_POST['name'] : '';
$email = isset($_POST['email']) ? $_POST['email'] : '';

if ($points == count($solution)) {
    if (eregi_like('^[_a-z0-9.-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$', $email)) {
        mail('quiz@example.com', 'Right answer', "$name\n$email\n", "From: $email");
    }
    echo "Congratulations, all answers are right!";
} else {
    echo "You have $points of ", count($solution), ' points. Try again!';
}

/** ereg functions are gone since PHP 7 */
function eregi_like($pattern, $string)
{
    return preg_match('/' . str_replace('/', '\/', $pattern) . '/im', $string);
}
