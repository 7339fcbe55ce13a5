<?php
// The template of the mail is kept by the web designers.
$template = file_get_contents(__DIR__ . '/inc/template.txt');
eval($template);
echo 'ok';
