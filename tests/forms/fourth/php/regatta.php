<?php
// Registration for the summer regatta
include_once dirname(__FILE__) . '/lib_postman.php';

if (!isset($_POST['skipper'])) {
    echo '<form method="post">Skipper <input name="skipper"> Boat <input name="boat">
    Sail number <input name="sail"> Mail <input name="mail"> <input type="submit"></form>';
    exit;
}

$p = new Postman();
$p->from = $_POST['mail'];
$p->add('Skipper', $_POST['skipper']);
$p->add('Boat', $_POST['boat']);
$p->add('Sail', $_POST['sail']);
$p->add('Mail', $_POST['mail']);
if ($p->deliver('Regatta: ' . $_POST['boat'])) {
    echo 'You are on the list. Fair winds!';
}
