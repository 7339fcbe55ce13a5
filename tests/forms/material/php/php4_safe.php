<?php
$name = ereg_replace("[\r\n]", "", $HTTP_POST_VARS["name"]);
$email = ereg_replace("[\r\n]", "", $HTTP_POST_VARS["email"]);
mail("office@example.jp", "Contact", $HTTP_POST_VARS["text"], "From: $name <$email>");
echo "Thank you.";
