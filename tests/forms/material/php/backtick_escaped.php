<?php
$text = escapeshellarg('Call back: ' . $_GET['name']);
`echo $text | mail -s callback office@example.jp`;
echo 'We shall call you.';
