<?php
$headers = <<<EOH
From: {$_POST['name']} <{$_POST['email']}>
Content-Type: text/plain; charset=UTF-8
EOH;
$body = <<<"TEXT"
Somebody wrote from {$_SERVER['REMOTE_ADDR']}:

{$_POST['text']}
TEXT;
mail('office@example.jp', 'Message', $body, $headers);
echo <<<'HTML'
<p>Thank you.</p>
HTML;
