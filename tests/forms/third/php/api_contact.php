<?php
// POST /api/contact  (JSON) for the single-page site
header('Content-Type: application/json');
header('Access-Control-Allow-Origin: https://www.example.com');

if ($_SERVER['REQUEST_METHOD'] === 'OPTIONS') {
    exit;
}

$data = json_decode(file_get_contents('php://input'), true);
if (!is_array($data)) {
    http_response_code(400);
    exit('{"error":"json"}');
}

$clean = [];
foreach (['name', 'email', 'message'] as $key) {
    $clean[$key] = filter_var($data[$key] ?? '', FILTER_SANITIZE_FULL_SPECIAL_CHARS, FILTER_FLAG_NO_ENCODE_QUOTES);
    if ($clean[$key] === '') {
        http_response_code(422);
        exit(json_encode(['error' => $key]));
    }
}

$headers = [];
$headers[] = 'MIME-Version: 1.0';
$headers[] = 'Content-type: text/html; charset=utf-8';
$headers[] = 'From: Website <site@example.com>';
$headers[] = "Reply-To: {$clean['name']} <{$clean['email']}>";

$html = '<p>' . nl2br($clean['message']) . '</p>';
$ok = mail('studio@example.com', 'New message', $html, implode("\r\n", $headers));
echo json_encode(['ok' => $ok]);
