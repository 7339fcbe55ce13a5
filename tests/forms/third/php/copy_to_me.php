<?php
// feedback with "copy to me"
$to = 'feedback@example.com';
$f  = $_REQUEST;

if (!empty($f['go'])) {
    $headers = "From: Feedback <feedback@example.com>\r\n";
    if (!empty($f['copy'])) {
        $headers .= 'Cc: ' . $f['email'] . "\r\n";
    }
    $headers .= "Content-Type: text/plain\r\n";

    $lines = '';
    for ($i = 1; $i <= 3; $i++) {
        $lines .= "Question $i: " . ($f["q$i"] ?? '-') . "\n";
    }
    if (mail($to, 'Feedback', $lines, $headers)) {
        echo 'Thanks!';
    }
    exit;
}
?>
<form action="copy_to_me.php">
How was it? <input name="q1"><br>
What did you like? <input name="q2"><br>
What not? <input name="q3"><br>
Mail <input name="email"> <input type="checkbox" name="copy" value="1"> copy to me
<input type="submit" name="go" value="Go">
</form>
