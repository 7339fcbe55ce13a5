<?php
// "send me a copy" — city archive, reading room
$visitor = trim((string) ($_POST['visitor'] ?? ''));
$mail    = trim((string) ($_POST['mail'] ?? ''));
$box     = (string) ($_POST['box'] ?? '');
$why     = (string) ($_POST['why'] ?? '');

if (!ctype_alnum($box) || $visitor === '') {
    exit('Which box, and who are you?');
}
$headers = ['From: archive@example.com', 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8'];
if ($mail !== '') {
    if (filter_var($mail, FILTER_VALIDATE_EMAIL) === false) {
        exit('Your mail address looks wrong.');
    }
    if (!empty($_POST['copy'])) {
        $headers[] = "Cc: $mail";
    } else {
        $headers[] = "Reply-To: $mail";
    }
}
$body = <<<TXT
    Box $box is wanted in the reading room.

    Visitor: $visitor
    Reason:
    $why
    TXT;
mail('archive@example.com', "Box $box", $body, implode("\r\n", $headers));
echo 'Your box will be ready tomorrow.';
