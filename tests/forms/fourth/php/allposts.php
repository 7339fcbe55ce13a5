<?php
// refuse header injection in every field but the text, then go on
function refuse_injection(array $fields, $except)
{
    foreach ($fields as $key => $value) {
        if (is_array($value)) {
            refuse_injection($value, $except);
        } elseif ($key !== $except && (strpos($value, "\n") !== false || strpos($value, "\r") !== false)) {
            header('HTTP/1.0 400 Bad Request');
            exit('Bad request');
        }
    }
}
refuse_injection($_POST, 'text');

list($first, $last, $mail) = array($_POST['first'], $_POST['last'], $_POST['mail']);
$topics = isset($_POST['topics']) ? (array) $_POST['topics'] : array();

$h  = "From: $first $last <noreply@example.com>\r\n";
$h .= "Reply-To: $mail\r\n";
$h .= 'X-Topics: ' . implode(' ', $topics);
mail('club@example.com', "Message from $first $last", $_POST['text'], $h);
echo "Thank you, ", htmlspecialchars($first), '.';
