<?php
define('GB_FILE', '/tmp/guestbook.json');
define('GB_ADMIN', 'webmaster@example.net');

class Guestbook
{
    var $entries = array();

    function Guestbook()
    {
        $this->__construct();
    }

    function __construct()
    {
        if (is_readable(GB_FILE)) {
            $this->entries = json_decode(file_get_contents(GB_FILE), true);
        }
    }

    function add($name, $mail, $text)
    {
        $this->entries[] = array('name' => $name, 'mail' => $mail, 'text' => $text, 'at' => time());
        file_put_contents(GB_FILE, json_encode($this->entries), LOCK_EX);
        $this->notify(count($this->entries), $name, $mail, $text);
    }

    function notify($number, $name, $mail, $text)
    {
        $subject = "Guestbook entry #$number by $name";
        $headers = "From: " . GB_ADMIN . "\r\nContent-Type: text/plain; charset=UTF-8";
        mail(GB_ADMIN, $subject, "$name <$mail> wrote:\n\n$text\n", $headers);
    }

    function show()
    {
        foreach (array_reverse($this->entries) as $e) {
            printf("<h3>%s</h3><p>%s</p>\n", htmlspecialchars($e['name']), nl2br(htmlspecialchars($e['text'])));
        }
    }
}

$book = new Guestbook();
if (!empty($_POST['text'])) {
    $book->add($_POST['name'], $_POST['mail'], $_POST['text']);
}
$book->show();
?>
<form method="post" action=""><input name="name"><input name="mail"><textarea name="text"></textarea><button>Write</button></form>
