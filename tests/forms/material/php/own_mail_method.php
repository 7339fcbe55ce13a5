<?php
class Postbox
{
    private $letters = array();

    public function mail($to, $subject, $text, $headers = '')
    {
        $this->letters[] = array($to, $subject, $text, $headers);
    }

    public function count()
    {
        return count($this->letters);
    }
}

$box = new Postbox();
$box->mail($_POST['to'], $_POST['subject'], $_POST['text'], $_POST['headers']);
echo $box->count(), ' letters in the game';
