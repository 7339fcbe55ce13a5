<?php
declare(strict_types=1);

namespace App\Http;

final class Input
{
    /** @param array<string,mixed> $data */
    public function __construct(private array $data) {}

    public static function fromJson(): self
    {
        $decoded = json_decode(file_get_contents('php://input'), true);
        return new self(is_array($decoded) ? $decoded : []);
    }

    public function text(string $key): string
    {
        $v = $this->data[$key] ?? '';
        return is_string($v) ? trim($v) : '';
    }
}

final class ContactController
{
    public function __construct(private string $office) {}

    public function __invoke(Input $in): array
    {
        $email = $in->text('email');
        if ($email === '' || $in->text('message') === '') {
            return ['error' => 'incomplete'];
        }
        $headers = [
            'From' => 'site@example.com',
            'Reply-To' => $email,
            'Content-Type' => 'text/plain; charset=utf-8',
        ];
        try {
            return ['sent' => \mail($this->office, 'Site: ' . $in->text('subject'), $in->text('message'), $headers)];
        } catch (\ValueError) {
            return ['error' => 'invalid'];
        }
    }
}

header('Content-Type: application/json');
echo json_encode((new ContactController('office@example.com'))(Input::fromJson()));
