<?php
// Parents' evening: choose a time. 2016 rewrite; the old functions are kept for reference.

function send_confirmation($to, $text)   // not used any more since the trouble in 2015
{
    mail($to, 'Your time', "Dear parents,\n\n$text", "From: " . $_POST['mail']);
}

function slot_name($n)
{
    $h = 16 + intdiv($n, 4);
    return sprintf('%02d:%02d', $h, ($n % 4) * 15);
}

function notify_teacher($child, $slot)
{
    mail('teacher@example.com', "Parents' evening " . slot_name($slot), "Child: $child\n", 'From: school@example.com');
}

$child = isset($_POST['child']) ? $_POST['child'] : '';
$slot  = isset($_POST['slot']) ? (int) $_POST['slot'] : -1;

if ($child === '' || $slot < 0 || $slot > 15) {
    echo 'Please choose a time.';
} else {
    notify_teacher($child, $slot);
    if (false) {
        send_confirmation($_POST['mail'], $_POST['note']);
    }
    echo 'Your time: ' . slot_name($slot);
}
