<?php
$db = new PDO('sqlite:/srv/forms/members.db');
$row = $db->query('SELECT address FROM members WHERE id = ' . (int) $_POST['member'])->fetch();
mail($row['address'], 'A message from a visitor', $_POST['text'], 'From: form@example.jp');
echo 'Sent.';
