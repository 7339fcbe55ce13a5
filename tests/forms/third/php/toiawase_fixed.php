<?php
// お問い合わせ + 定型の自動返信（入力内容は返信に含めない）
mb_language('uni');
mb_internal_encoding('UTF-8');

class Uketsuke
{
    private array $in;

    public function __construct(array $post)
    {
        $this->in = array_map(fn ($v) => is_string($v) ? $v : '', $post);
    }

    public function ok(): bool
    {
        return filter_var($this->in['email'] ?? '', FILTER_VALIDATE_EMAIL) !== false
            && ($this->in['text'] ?? '') !== '';
    }

    public function deliver(): void
    {
        $number = date('ymd') . '-' . random_int(1000, 9999);
        mb_send_mail('info@example.jp', "受付 $number", $this->in['text'], 'From: form@example.jp' . "\n" . 'Reply-To: ' . $this->in['email']);
        mb_send_mail(
            $this->in['email'],
            "受付番号 $number",
            "お問い合わせを受け付けました。\n受付番号は $number です。\nこのメールには返信できません。\n",
            'From: noreply@example.jp'
        );
    }
}

$u = new Uketsuke($_POST);
if (!$u->ok()) {
    exit('メールアドレスと内容を入力してください。');
}
$u->deliver();
echo '受け付けました。';
