<?php

declare(strict_types=1);

session_start(['cookie_httponly' => true, 'cookie_samesite' => 'Strict']);

enum Topic: string
{
    case Sales = 'sales';
    case Support = 'support';

    public function address(): string
    {
        return match ($this) {
            self::Sales => 'sales@example.com',
            self::Support => 'support@example.com',
        };
    }
}

final class Message
{
    public function __construct(
        public readonly Topic $topic,
        public readonly string $email,
        public readonly string $text,
    ) {
    }

    public static function fromRequest(): ?self
    {
        $email = filter_input(INPUT_POST, 'email', FILTER_VALIDATE_EMAIL);
        $text = trim((string) filter_input(INPUT_POST, 'text'));
        $topic = Topic::tryFrom((string) filter_input(INPUT_POST, 'topic'));
        return $email && $text !== '' && $topic !== null ? new self($topic, $email, $text) : null;
    }
}

$_SESSION['csrf'] ??= bin2hex(random_bytes(32));

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    if (!hash_equals($_SESSION['csrf'], (string) ($_POST['csrf'] ?? ''))) {
        http_response_code(403);
        exit('Please reload the form.');
    }
    $message = Message::fromRequest();
    if ($message === null) {
        http_response_code(422);
        exit('Please check your input.');
    }
    mail(
        to: $message->topic->address(),
        subject: 'Enquiry',
        message: $message->text,
        additional_headers: "From: web@example.com\r\nReply-To: {$message->email}",
    );
    exit('Thank you.');
}
?>
<form method="post">
    <input type="hidden" name="csrf" value="<?= $_SESSION['csrf'] ?>">
    <select name="topic"><?php foreach (Topic::cases() as $case): ?><option><?= $case->value ?></option><?php endforeach ?></select>
    <input type="email" name="email" required><textarea name="text" required></textarea><button>Send</button>
</form>
