<?php
class Notice
{
    const TO = 'office@example.jp';
    private static $sender = 'form@example.jp';

    public static function clean($value)
    {
        return preg_replace('/[\x00-\x1f\x7f]+/', ' ', $value);
    }

    public static function send(array $in)
    {
        $reply = self::clean($in['email']);
        $head = 'From: ' . self::$sender . "\r\nReply-To: " . $reply;
        return mail(self::TO, 'Notice', $in['text'], $head);
    }
}

if (!empty($_POST)) {
    echo Notice::send($_POST) ? 'Sent' : 'Not sent';
}
