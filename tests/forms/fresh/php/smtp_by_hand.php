<?php
class SimpleSmtp {
    var $fp;
    var $log = array();

    function open($host, $port = 25) {
        $this->fp = fsockopen($host, $port, $no, $str, 10);
        if (!$this->fp) return false;
        $this->get();
        $this->cmd("HELO localhost");
        return true;
    }
    function get() {
        $r = '';
        while ($line = fgets($this->fp, 512)) {
            $r .= $line;
            if (substr($line, 3, 1) == ' ') break;
        }
        $this->log[] = $r;
        return $r;
    }
    function cmd($c) {
        fputs($this->fp, $c . "\r\n");
        return $this->get();
    }
    function send($from, $to, $headers, $body) {
        $this->cmd("MAIL FROM:<$from>");
        $this->cmd("RCPT TO:<$to>");
        $this->cmd("DATA");
        $body = str_replace("\n.", "\n..", $body);
        fputs($this->fp, $headers . "\r\n\r\n" . $body . "\r\n.\r\n");
        $this->get();
        $this->cmd("QUIT");
        fclose($this->fp);
    }
}

$name = htmlspecialchars($_POST['name']);
$email = htmlspecialchars($_POST['email']);
$subject = $_POST['subject'] ? $_POST['subject'] : 'no subject';
if (strlen($name) < 2 || !strstr($email, '@')) {
    die('Please fill in name and e-mail.');
}
$smtp = new SimpleSmtp;
if ($smtp->open('127.0.0.1')) {
    $headers = "From: web@example.com\r\nTo: info@example.com\r\nReply-To: $name <$email>\r\nSubject: $subject";
    $smtp->send('web@example.com', 'info@example.com', $headers, $_POST['text']);
    echo 'Your message was sent.';
} else {
    echo 'No connection.';
}
