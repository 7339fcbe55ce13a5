<?php
/*
 * Tell-a-friend 1.2
 */
$site_name = "Bob's Fishing Page";
$site_url  = "http://www.bobsfishing.example/";
$from      = "webmaster@bobsfishing.example";

if ($_SERVER["REQUEST_METHOD"] == "POST") {
    $friends = explode(",", $_POST["friends"]);
    $yourname = str_replace(array("\r", "\n"), " ", $_POST["yourname"]);
    $note = stripslashes($_POST["note"]);
    $count = 0;
    foreach ($friends as $friend) {
        $friend = trim($friend);
        if ($friend == "") {
            continue;
        }
        if ($count++ > 10) {
            break;
        }
        $msg = "Hello,\n\n$yourname thinks you may like $site_name:\n$site_url\n\n";
        $msg .= "$yourname wrote:\n$note\n";
        mail($friend, "$yourname recommends $site_name", $msg, "From: $from");
    }
    print "Thanks! $count mails were sent.";
} else {
    print '<form method="post">Your name <input name="yourname"> Friends <input name="friends">';
    print '<textarea name="note"></textarea><input type="submit"></form>';
}
