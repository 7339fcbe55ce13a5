<?php
define('FORM_TO', 'office@example.jp');
$config = array(
    'subject' => 'From the web site',
);
