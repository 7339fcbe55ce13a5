<?php
header('Content-Type: application/json; charset=utf-8');
header('Access-Control-Allow-Origin: https://www.example.com');
if ($_SERVER['REQUEST_METHOD'] === 'OPTIONS') {
    exit;
}
$json = json_decode(file_get_contents('php://input'), true);
if (!is_array($json)) {
    http_response_code(400);
    echo json_encode(['error' => 'no JSON']);
    exit;
}
$name = $json['name'] ?? '';
$email = $json['email'] ?? '';
$message = $json['message'] ?? '';
if ($name === '' || $email === '' || $message === '') {
    http_response_code(422);
    echo json_encode(['error' => 'incomplete']);
    exit;
}
$headers = "From: \"$name\" <noreply@example.com>\r\n" .
    "Reply-To: $email\r\n" .
    "Content-Type: text/plain; charset=utf-8\r\n";
$ok = mail('hello@example.com', "Message from $name", $message, $headers);
echo json_encode(['ok' => $ok]);
