<?php
/** A very small mail class. Header values lose every control character. */
class Letter
{
    private $to;
    private $subject = '';
    private $text = '';
    private $headers = array();

    public function __construct($to)
    {
        $this->to = $to;
    }

    public function header($name, $value)
    {
        $this->headers[$name] = preg_replace('/[\x00-\x1f\x7f]+/', ' ', $value);
        return $this;
    }

    public function subject($s)
    {
        $this->subject = $s;
        return $this;
    }

    public function text($t)
    {
        $this->text = $t;
        return $this;
    }

    public function send()
    {
        $lines = array();
        foreach ($this->headers as $n => $v) {
            $lines[] = "$n: $v";
        }
        return mail($this->to, $this->subject, $this->text, implode("\r\n", $lines));
    }
}
