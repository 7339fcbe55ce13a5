<?php
class ContactForm
{
    private $config = array(
        'to' => 'office@example.at',
        'subject' => 'Kontaktformular',
        'required' => array('name', 'email', 'nachricht'),
    );
    private $values = array();
    private $errors = array();

    public function __construct($config = array())
    {
        $this->config = array_merge($this->config, $config);
    }

    public function run()
    {
        if ($_SERVER['REQUEST_METHOD'] === 'POST') {
            $this->read();
            if ($this->validate()) {
                return $this->send() ? 'sent' : 'failed';
            }
        }
        return $this->form();
    }

    private function read()
    {
        foreach ($_POST as $key => $value) {
            $this->values[$key] = trim(strip_tags($value));
        }
    }

    private function validate()
    {
        foreach ($this->config['required'] as $field) {
            if (empty($this->values[$field])) {
                $this->errors[] = "Das Feld $field fehlt.";
            }
        }
        if (!preg_match('/[\w.-]+@[\w-]+\.\w{2,4}/', $this->get('email'))) {
            $this->errors[] = 'Die E-Mail-Adresse ist ungültig.';
        }
        return count($this->errors) == 0;
    }

    private function get($field)
    {
        return isset($this->values[$field]) ? $this->values[$field] : '';
    }

    private function headers()
    {
        $h = array(
            'From: ' . $this->get('email'),
            'Reply-To: ' . $this->get('email'),
            'Content-Type: text/plain; charset=utf-8',
        );
        return implode("\r\n", $h);
    }

    private function send()
    {
        $text = '';
        foreach ($this->values as $k => $v) {
            $text .= ucfirst($k) . ": $v\n";
        }
        return mail($this->config['to'], $this->config['subject'], $text, $this->headers());
    }

    private function form()
    {
        $out = '<form method="post">';
        foreach ($this->errors as $e) {
            $out .= "<p class='err'>$e</p>";
        }
        foreach ($this->config['required'] as $f) {
            $out .= "<label>$f <input name='$f' value='" . htmlspecialchars($this->get($f), ENT_QUOTES) . "'></label>";
        }
        return $out . '<button>Senden</button></form>';
    }
}

$form = new ContactForm(array('to' => 'empfang@example.at'));
echo $form->run();
