<?php
define('SECRET', 'kdf83kdd');
define('BASE_URL', 'http://www.example.com/newsletter_optin.php');
define('NEWS_FROM', 'newsletter@example.com');
define('STORE', '/tmp/newsletter.txt');

function valid_address($a) {
    if (strlen($a) > 100) return false;
    return preg_match('/^[a-z0-9_.+-]+@([a-z0-9-]+\.)+[a-z]{2,6}$/i', $a) == 1;
}

function remember($address, $key, $what) {
    $f = fopen(STORE, 'a');
    flock($f, LOCK_EX);
    fwrite($f, "$key\t$what\t$address\n");
    fclose($f);
}

function confirm_key($key) {
    if (!file_exists(STORE)) return 'Unknown key.';
    foreach (file(STORE) as $line) {
        list($k, $what, $address) = explode("\t", rtrim($line));
        if ($k == $key) return 'Thank you.';
    }
    return 'Unknown key.';
}
