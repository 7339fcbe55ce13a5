<?php
// Counts the clicks on links of the newsletter.
$id = preg_replace('/[^a-z0-9]/', '', $_GET['mail'] ?? '');
$to = $_GET['to'] ?? '';
$file = sys_get_temp_dir() . '/mail-clicks.txt';
file_put_contents($file, $id . "\n", FILE_APPEND | LOCK_EX);
$pages = array('news' => '/news/', 'shop' => '/shop/');
header('Location: ' . ($pages[$to] ?? '/'));
