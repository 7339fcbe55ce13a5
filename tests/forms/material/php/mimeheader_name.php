<?php
mb_internal_encoding('UTF-8');
// Only the name of the visitor stands in the header, encoded.
$from = 'From: ' . mb_encode_mimeheader($_POST['name'], 'ISO-2022-JP') . ' <form@example.jp>';
mb_send_mail('office@example.jp', 'Enquiry', $_POST['text'], $from);
echo 'ok';
