<?php
// Own little SMTP class, strict about what it lets through.
class Smtp
{
    private $s;

    public function __construct(private string $host, private int $port = 25) {}

    private function talk(?string $line, int $want): void
    {
        if ($line !== null) {
            if (strpbrk($line, "\r\n") !== false) {
                throw new RuntimeException('line break in command');
            }
            fwrite($this->s, "$line\r\n");
        }
        do {
            $r = (string) fgets($this->s);
        } while (isset($r[3]) && $r[3] === '-');
        if ((int) $r !== $want) {
            throw new RuntimeException("unexpected: $r");
        }
    }

    public function send(string $from, string $to, array $headers, string $text): void
    {
        $this->s = stream_socket_client("tcp://{$this->host}:{$this->port}", $e, $m, 5);
        $this->talk(null, 220);
        $this->talk('EHLO localhost', 250);
        $this->talk("MAIL FROM:<$from>", 250);
        $this->talk("RCPT TO:<$to>", 250);
        $this->talk('DATA', 354);
        foreach ($headers as $k => $v) {
            fwrite($this->s, $k . ': ' . mb_encode_mimeheader(strtr($v, ["\r" => '', "\n" => '']), 'UTF-8', 'B') . "\r\n");
        }
        fwrite($this->s, "\r\n" . preg_replace('/^\./m', '..', str_replace("\n", "\r\n", str_replace("\r", '', $text))) . "\r\n");
        $this->talk('.', 250);
        $this->talk('QUIT', 221);
    }
}

try {
    (new Smtp('localhost', 2525))->send('form@example.com', 'desk@example.com', [
        'To' => 'desk@example.com',
        'From' => 'form@example.com',
        'Reply-To' => $_POST['email'] ?? '',
        'Subject' => $_POST['subject'] ?? 'none',
    ], $_POST['text'] ?? '');
    echo 'sent';
} catch (RuntimeException $e) {
    error_log($e->getMessage());
    echo 'not sent';
}
