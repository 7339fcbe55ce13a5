<?php
// The whole framework of our shop sites. (c) the web team
class Request
{
    private $data;

    public function __construct(array $data)
    {
        $this->data = $data;
    }

    public function input($key, $default = '')
    {
        return isset($this->data[$key]) && is_string($this->data[$key]) ? trim($this->data[$key]) : $default;
    }

    /** A value that has to stay on one line. */
    public function line($key, $default = '')
    {
        return preg_replace('/[\r\n\t\0]+/', ' ', $this->input($key, $default));
    }
}

class Letter
{
    private $headers = array();
    private $to;
    private $subject = '';
    private $body = '';

    public function __construct($to)
    {
        $this->to = $to;
        $this->header('From', 'shop@example.com');
    }

    public function header($name, $value)
    {
        $this->headers[$name] = $value;
        return $this;
    }

    public function subject($text)
    {
        $this->subject = '=?UTF-8?B?' . base64_encode($text) . '?=';
        return $this;
    }

    public function body($text)
    {
        $this->body = $text;
        return $this;
    }

    public function post()
    {
        $lines = array();
        foreach ($this->headers as $name => $value) {
            $lines[] = "$name: $value";
        }
        return mail($this->to, $this->subject, $this->body, implode("\r\n", $lines));
    }
}
