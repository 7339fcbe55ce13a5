<?php
$email = $HTTP_POST_VARS["email"];
if (!eregi("^[_a-z0-9-]+(\.[_a-z0-9-]+)*@[a-z0-9-]+(\.[a-z0-9-]+)+", $email)) {
    echo "Please enter your address.";
    exit;
}
mail("office@example.jp", "Contact", $HTTP_POST_VARS["text"], "From: $email");
echo "Thank you.";
