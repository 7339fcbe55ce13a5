<?php
// Customer survey. All answers q1..q20 go to the marketing department.
$recipient = 'marketing@example.com';
$answers = '';
ksort($_POST);
foreach ($_POST as $question => $answer) {
    if ($question == 'submit' || $question == 'next') continue;
    if (is_array($answer)) $answer = implode(', ', $answer);
    $answers .= str_pad($question, 12) . ': ' . $answer . "\n";
}
$answers .= "\nIP: {$_SERVER['REMOTE_ADDR']}\nBrowser: {$_SERVER['HTTP_USER_AGENT']}\n";
$headers = array();
$headers[] = 'From: Survey <survey@example.com>';
$headers[] = 'MIME-Version: 1.0';
$headers[] = 'Content-Type: text/plain; charset=ISO-8859-1';
if (mail($recipient, 'Survey answer', $answers, join("\r\n", $headers))) {
    header('Location: ' . (isset($_POST['next']) && $_POST['next'] == 'en' ? 'thanks.html' : 'danke.html'));
} else {
    header('HTTP/1.0 500 Internal Server Error');
    echo 'Please try again later.';
}
