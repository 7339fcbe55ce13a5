<?php
// notify the author about a new comment, then store it
$author  = $_POST['author'];
$email   = $_POST['email'];
$comment = $_POST['comment'];
$post    = intval($_POST['post']);

$mail_text = "New comment on article $post\n\nby $author ($email)\n\n$comment\n";
$sent = @mail('blog@example.com', "[Blog] comment on $post", $mail_text, "From: $author <$email>");

// spam check
$bad = false;
foreach (array($author, $email) as $value) {
    if (preg_match("/(\r|\n)/", $value) || stripos($value, 'bcc:') !== false) {
        $bad = true;
    }
}
if ($bad) {
    header('HTTP/1.1 403 Forbidden');
    exit('Spam is not welcome here.');
}

$line = date('c') . "\t" . $post . "\t" . base64_encode(serialize(array($author, $email, $comment))) . "\n";
file_put_contents(sys_get_temp_dir() . '/comments.log', $line, FILE_APPEND);
echo $sent ? 'Thank you, your comment awaits approval.' : 'Thank you.';
