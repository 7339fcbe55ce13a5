<?php
// Forgotten password: sends a link to the address that is stored for the user.
session_start();

function find_user($login)
{
    $fh = fopen(dirname(__FILE__) . '/data/users.csv', 'r');
    while (($row = fgetcsv($fh, 1000, ';')) !== false) {
        if (strcasecmp($row[0], $login) === 0) {
            fclose($fh);
            return array('login' => $row[0], 'mail' => $row[1], 'hash' => $row[2]);
        }
    }
    fclose($fh);
    return null;
}

$message = '';
if (isset($_POST['login'])) {
    $user = find_user(trim($_POST['login']));
    if ($user) {
        $token = substr(hash('sha256', $user['hash'] . date('Ymd') . 'pepper'), 0, 24);
        $link = 'https://www.example.com/reset.php?u=' . urlencode($user['login']) . '&t=' . $token;
        $text = "Dear {$user['login']},\n\nplease follow this link to set a new password:\n$link\n\n"
              . "This was asked for by {$_SERVER['REMOTE_ADDR']}.\n";
        mail($user['mail'], 'Your password', $text, 'From: accounts@example.com');
    }
    $message = 'If the user exists, a mail is on its way.';
}
?>
<p><?= htmlspecialchars($message) ?></p>
<form method="post"><input name="login"><button>Send</button></form>
