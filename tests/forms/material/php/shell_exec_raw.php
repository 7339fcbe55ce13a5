<?php
$name = $_GET['name'];
$text = "Call back: $name";
shell_exec("echo '$text' | mail -s callback office@example.jp");
echo 'We shall call you.';
