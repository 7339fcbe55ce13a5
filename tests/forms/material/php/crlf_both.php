<?php
function secure_header($value)
{
    return str_replace(array("\r", "\n"), '', $value);
}

$from = secure_header($_POST['email']);
mail('shop@example.jp', 'Order enquiry', $_POST['text'], "From: $from");
echo 'OK';
