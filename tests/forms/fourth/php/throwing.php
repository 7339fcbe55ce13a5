<?php
declare(strict_types=1);

enum Department: string
{
    case Sales = 'sales';
    case Repair = 'repair';

    public function address(): string
    {
        return match ($this) {
            self::Sales => 'sales@example.com',
            self::Repair => 'repair@example.com',
        };
    }
}

final class Address
{
    private function __construct(public readonly string $value) {}

    public static function parse(string $raw): self
    {
        if (!filter_var($raw, FILTER_VALIDATE_EMAIL)) {
            throw new InvalidArgumentException('mail address');
        }
        return new self($raw);
    }
}

try {
    $department = Department::from((string) ($_POST['department'] ?? ''));
    $sender = Address::parse((string) ($_POST['sender'] ?? ''));
    $text = trim((string) ($_POST['text'] ?? ''));
    $text !== '' or throw new InvalidArgumentException('text');
} catch (ValueError | InvalidArgumentException $e) {
    http_response_code(422);
    exit('Please check: ' . htmlspecialchars($e->getMessage()));
}
mail($department->address(), 'Web form', $text, "From: web@example.com\r\nReply-To: {$sender->value}");
echo 'Thank you';
