<?php
/**
 * 採用エントリーフォーム（履歴書添付）
 */
mb_internal_encoding('UTF-8');

const JINJI = 'jinji@example.jp';
const MAX_BYTES = 3 * 1024 * 1024;

function fail(string $why): never
{
    http_response_code(400);
    exit('<p>' . htmlspecialchars($why) . '</p>');
}

if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
    exit('<form method="post" enctype="multipart/form-data"><input name="name"><input name="email"><input type="file" name="cv"><button>応募</button></form>');
}

$name  = trim((string)($_POST['name'] ?? ''));
$email = trim((string)($_POST['email'] ?? ''));
if ($name === '' || preg_match('/[[:cntrl:]]/u', $name)) {
    fail('お名前が正しくありません');
}
if (!filter_var($email, FILTER_VALIDATE_EMAIL)) {
    fail('メールアドレスが正しくありません');
}

$cv = $_FILES['cv'] ?? null;
if (!$cv || $cv['error'] !== UPLOAD_ERR_OK || $cv['size'] > MAX_BYTES) {
    fail('履歴書を添付してください');
}
$extension = strtolower(pathinfo($cv['name'], PATHINFO_EXTENSION));
if (!in_array($extension, ['pdf', 'doc', 'docx'], true)) {
    fail('PDFまたはWordの形式で添付してください');
}

$boundary = '=_' . bin2hex(random_bytes(12));
$headers = [
    'From: ' . mb_encode_mimeheader('採用フォーム') . ' <noreply@example.jp>',
    'Reply-To: ' . $email,
    'MIME-Version: 1.0',
    "Content-Type: multipart/mixed; boundary=\"$boundary\"",
];
$body = "--$boundary\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    . chunk_split(base64_encode("応募がありました。\n氏名: $name\nメール: $email\n"))
    . "--$boundary\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
    . "Content-Disposition: attachment; filename=\"rirekisho.$extension\"\r\n\r\n"
    . chunk_split(base64_encode(file_get_contents($cv['tmp_name'])))
    . "--$boundary--\r\n";

mail(JINJI, mb_encode_mimeheader('採用応募 ' . $name), $body, implode("\r\n", $headers));
echo '<p>ご応募ありがとうございました。</p>';
