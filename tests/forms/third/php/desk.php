<?php

declare(strict_types=1);

enum Desk: string
{
    case Sales = 'sales';
    case Repair = 'repair';
    case Other = 'other';

    public function mailbox(): string
    {
        return match ($this) {
            self::Sales => 'sales@example.com',
            self::Repair => 'repair@example.com',
            self::Other => 'hello@example.com',
        };
    }
}

final readonly class Sender
{
    public function __construct(public string $address)
    {
        if (preg_match('/[\x00-\x20\x7f,;<>]/', $address) || substr_count($address, '@') !== 1) {
            throw new InvalidArgumentException('address');
        }
    }
}

$desk = Desk::tryFrom((string) ($_POST['desk'] ?? '')) ?? Desk::Other;

try {
    $sender = new Sender((string) ($_POST['address'] ?? ''));
} catch (InvalidArgumentException) {
    http_response_code(400);
    exit('Please check the address.');
}

$headers = implode("\r\n", [
    'From: web@example.com',
    "Reply-To: {$sender->address}",
    'X-Desk: ' . $desk->value,
]);
mail($desk->mailbox(), 'Web: ' . $desk->name, (string) ($_POST['text'] ?? ''), $headers);
echo 'Thank you.';
