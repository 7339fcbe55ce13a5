<?php
// Send this recipe to a friend
$recipe = isset($_GET['id']) ? (int) $_GET['id'] : 0;
if ($_SERVER['REQUEST_METHOD'] != 'POST') {
    include 'recommend_form.html';
    exit;
}
function clean($s) {
    return str_replace(array("\r", "\n", '%0a', '%0d'), '', trim($s));
}
$my_name      = clean($_POST['my_name']);
$my_mail      = clean($_POST['my_mail']);
$friend_mail  = clean($_POST['friend_mail']);
$note         = strip_tags($_POST['note']);

if ($my_name == '' || $friend_mail == '') {
    exit('Please fill in all fields.');
}
$msg = "Hi,\n\n$my_name thought you would like this recipe:\n"
     . "http://www.example.com/recipe.php?id=$recipe\n\n$note\n";
mail($friend_mail, "$my_name has a recipe for you", $msg, "From: $my_name <recipes@example.com>\nReply-To: $my_mail");
echo "<p>Sent. <a href='recipe.php?id=$recipe'>Back</a></p>";
