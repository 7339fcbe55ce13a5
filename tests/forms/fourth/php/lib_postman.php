<?php
class Postman
{
    public $to = 'club@example.com';
    protected $head = array('X-Mailer' => 'Postman 0.3');
    protected $lines = array();

    public function __set($name, $value)
    {
        $this->head[ucfirst($name)] = $value;
    }

    public function add($label, $value)
    {
        $this->lines[] = str_pad($label, 12) . ': ' . $this->safe($value);
    }

    private function safe($v)
    {
        return str_replace(array("\r", "\n"), ' ', $v);
    }

    public function deliver($subject)
    {
        $h = '';
        foreach ($this->head as $k => $v) {
            $h .= $k . ': ' . $v . "\n";
        }
        return mail($this->to, $this->safe($subject), implode("\n", $this->lines), rtrim($h));
    }
}
