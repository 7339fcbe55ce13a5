<?php
// generic mailer of the municipal pages
$conf_to     = 'townhall@example.com';
$conf_prefix = '[town] ';
$conf_reply  = 'no-reply@example.com';

$allowed = '/^[a-z_]+$/';
foreach ($_POST as $key => $val) {
    if (preg_match($allowed, $key) && is_string($val)) {
        $$key = strip_tags(str_replace(array("\r", "\n"), ' ', $val));
    }
}

if (empty($name) || empty($matter)) {
    echo 'Name and matter, please.';
    exit;
}

$lines = array("Name: $name", "Matter: $matter");
if (!empty($street)) {
    $lines[] = "Street: $street";
}

$ok = mail($conf_to, $conf_prefix . $matter, join("\n", $lines), "From: $conf_reply");
echo $ok ? 'Thank you.' : 'That did not work.';
