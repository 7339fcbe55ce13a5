<?php
if (isset($_POST['send'])) {
    $email = trim($_POST['email']);
    if (strlen($email) > 5 && strlen($email) < 100) {
        if (preg_match('/^[^\r\n,;]+@[^\r\n,;]+$/D', $email)) {
            $header = 'Reply-To: ' . $email;
            if (@mail('office@example.jp', 'Contact', $_POST['text'], $header)) {
                $note = 'Thank you.';
            } else {
                $note = 'Please call us.';
            }
        } else {
            $note = 'Wrong address.';
        }
    }
}
echo $note ?? 'Nothing was sent.';
