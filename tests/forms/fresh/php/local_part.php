<?php
// Mail to a member of staff: ?user=yamada
$user = isset($_REQUEST['user']) ? strtolower(trim($_REQUEST['user'])) : '';
$from = isset($_POST['from']) ? $_POST['from'] : '';
$text = isset($_POST['text']) ? $_POST['text'] : '';
if ($user == '') {
    header('Location: staff.html');
    exit;
}
if ($text != '') {
    $from = preg_replace("/[\n\r]/", '', $from);
    if (mail("$user@example.ac.jp", 'Mail from the staff page', "From: $from\n\n$text", "From: www@example.ac.jp\nReply-To: $from")) {
        echo '<p>Sent.</p>';
        exit;
    }
}
?>
<form method="post">
<input type="hidden" name="user" value="<?php echo htmlspecialchars($user) ?>">
To: <?php echo htmlspecialchars($user) ?>@example.ac.jp<br>
Your address: <input name="from"><br>
<textarea name="text"></textarea><input type="submit">
</form>
