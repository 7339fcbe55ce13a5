<?php
// trait-based form of the sports club
trait ChecksLines
{
    protected function line(string $s): string
    {
        if (strpbrk($s, "\r\n") !== false) {
            throw new RuntimeException('line break');
        }
        return $s;
    }
}

class TrialTraining
{
    use ChecksLines;
    private string $from;

    public function __construct(private array $post)
    {
        $this->from = $post['email'] ?? '';
        try {
            $this->line($this->from);
            $this->line($post['name'] ?? '');
        } catch (RuntimeException $e) {
            error_log('form: ' . $e->getMessage());
        }
    }

    public function send(): bool
    {
        $text = 'Trial training for ' . ($this->post['name'] ?? '') . ' in ' . ($this->post['sport'] ?? '');
        return mail('trainer@example.com', 'Trial training', $text, 'From: ' . $this->from . "\r\nX-Form: trial");
    }
}

echo (new TrialTraining($_POST))->send() ? 'See you on Tuesday' : 'Sorry';
