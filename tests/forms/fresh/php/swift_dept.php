<?php

require_once __DIR__ . '/vendor/autoload.php';

final class Enquiry
{
    private static $departments = array(
        '1' => array('verkauf@example.com' => 'Verkauf'),
        '2' => array('technik@example.com' => 'Technik'),
        '3' => array('presse@example.com' => 'Presse'),
    );

    private $post;
    private $mailer;

    public function __construct(array $post, Swift_Mailer $mailer)
    {
        $this->post = $post;
        $this->mailer = $mailer;
    }

    public function send()
    {
        $message = Swift_Message::newInstance()
            ->setSubject('Anfrage: ' . $this->value('betreff'))
            ->setFrom(array('www@example.com' => 'Website'))
            ->setTo($this->department())
            ->setReplyTo($this->value('email'))
            ->setBody($this->body());
        return $this->mailer->send($message) > 0;
    }

    private function department()
    {
        $key = $this->value('abteilung');
        return isset(self::$departments[$key]) ? self::$departments[$key] : self::$departments['1'];
    }

    private function value($key)
    {
        return isset($this->post[$key]) ? trim($this->post[$key]) : '';
    }

    private function body()
    {
        ob_start();
        $post = $this->post;
        include __DIR__ . '/templates/mail.txt.php';
        return ob_get_clean();
    }
}

$transport = Swift_SmtpTransport::newInstance('localhost', 25);
$enquiry = new Enquiry($_POST, Swift_Mailer::newInstance($transport));
try {
    echo $enquiry->send() ? 'ok' : 'failed';
} catch (Swift_RfcComplianceException $e) {
    echo 'Die Adresse ist ungültig.';
}
