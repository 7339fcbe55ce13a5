<?php
$db = new mysqli('localhost', 'www', 'secret', 'club');
$id = (int)$_GET['id'];
$res = $db->query("SELECT name, email FROM members WHERE id = $id AND public = 1");
$member = $res->fetch_assoc();
if (!$member) {
    header('HTTP/1.1 404 Not Found');
    exit('No such member');
}
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $from = filter_var($_POST['from'], FILTER_VALIDATE_EMAIL);
    if (!$from || strlen($_POST['text']) < 5) {
        exit('Please fill in everything.');
    }
    $headers = 'From: noreply@club.example' . "\r\n" . 'Reply-To: ' . $from;
    mail($member['email'], 'Message through the club site', $_POST['text'], $headers);
    exit('Sent to ' . htmlspecialchars($member['name']));
}
?>
<form method="post">
<p>To: <?php echo htmlspecialchars($member['name']); ?></p>
<input name="from"><textarea name="text"></textarea><button>Send</button>
</form>
