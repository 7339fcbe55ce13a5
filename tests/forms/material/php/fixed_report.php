<?php
// Tells the office that the counter has passed another thousand.
$file = sys_get_temp_dir() . '/counter.txt';
$count = (int) @file_get_contents($file) + 1;
file_put_contents($file, (string) $count);
if ($count % 1000 === 1) {
    mail('office@example.jp', 'Counter', "There were $count visitors.", 'From: counter@example.jp');
}
echo $count;
