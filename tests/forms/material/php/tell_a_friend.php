<?php
// Recommends a page to a friend.
$friend = $_POST['friend'];
$sender = $_POST['sender'];
if (!filter_var($friend, FILTER_VALIDATE_EMAIL) || !filter_var($sender, FILTER_VALIDATE_EMAIL)) {
    exit('Both addresses are needed.');
}
$note = "Your friend $sender recommends http://www.example.jp/\n\n" . $_POST['note'];
mail($friend, 'A recommendation', $note, "From: $sender");
echo 'Your friend will be glad.';
