<?php
$lines = array();
$lines[] = sprintf('From: "%s" <%s>', addslashes($_POST['name']), $_POST['email']);
$lines[] = 'MIME-Version: 1.0';
$lines[] = 'Content-Type: text/plain';
mail('office@example.jp', 'Message', wordwrap($_POST['text'], 70), implode("\r\n", $lines));
echo 'ok';
