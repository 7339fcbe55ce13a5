<?php
declare(strict_types=1);

namespace App\Contact;

final class Validator
{
    /** @var array<string,string> */
    private array $errors = [];

    public function __construct(private array $input)
    {
    }

    public function text(string $key, int $max = 200): string
    {
        $value = trim((string) ($this->input[$key] ?? ''));
        if ($value === '' || mb_strlen($value) > $max) {
            $this->errors[$key] = 'required';
        }
        return $value;
    }

    public function email(string $key): string
    {
        $value = filter_var((string) ($this->input[$key] ?? ''), FILTER_VALIDATE_EMAIL);
        if ($value === false) {
            $this->errors[$key] = 'not an address';
            return '';
        }
        return $value;
    }

    public function errors(): array
    {
        return $this->errors;
    }
}

function sendContact(array $post): array
{
    $validator = new Validator($post);
    $name = $validator->text('name', 80);
    $email = $validator->email('email');
    $message = $validator->text('message', 5000);
    if ($validator->errors() !== []) {
        return $validator->errors();
    }
    $headers = sprintf("From: web@example.com\r\nReply-To: %s\r\nContent-Type: text/plain; charset=utf-8", $email);
    mail('team@example.com', 'Contact from ' . $name, $message, $headers);
    return [];
}

header('Content-Type: application/json');
if (($_SERVER['REQUEST_METHOD'] ?? 'GET') !== 'POST') {
    http_response_code(405);
    exit;
}
$errors = sendContact($_POST);
http_response_code($errors === [] ? 200 : 422);
echo json_encode(['errors' => $errors]);
