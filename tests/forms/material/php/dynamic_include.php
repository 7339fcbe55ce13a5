<?php
$page = basename($_GET['page'] ?? 'contact');
$file = '/srv/forms/' . $page . '.php';
if (is_file($file)) {
    include $file;
}
send_form($_POST);
