<?php
$headers = ['From' => 'form@example.jp'];
if (!empty($_POST['copy'])) {
    $headers['Bcc'] = $_POST['copy'];
}
mail('office@example.jp', 'Minutes', $_POST['text'], $headers);
echo 'Sent.';
