<?php
class Mailform
{
    private $to = 'office@aikido-verein.example';
    private $fields = array();
    private $errors = array();

    public function __construct(array $input)
    {
        foreach (array('name', 'email', 'phone', 'message') as $key) {
            $this->fields[$key] = isset($input[$key]) ? trim($input[$key]) : '';
        }
    }

    private function oneLine($value)
    {
        return str_replace(array("\r", "\n", "%0a", "%0d"), '', $value);
    }

    public function validate()
    {
        foreach (array('name', 'email', 'message') as $key) {
            if ($this->fields[$key] === '') {
                $this->errors[] = $key;
            }
        }
        return !$this->errors;
    }

    public function send()
    {
        $from = $this->oneLine($this->fields['name']) . ' <' . $this->oneLine($this->fields['email']) . '>';
        $body = $this->fields['message'] . "\n\nTel. " . $this->fields['phone'];
        return mail($this->to, 'Kontakt', $body, 'From: ' . $from . "\r\nX-Origin: web");
    }
}

$form = new Mailform($_POST);
if ($form->validate()) {
    echo $form->send() ? 'OK' : 'Fehler';
} else {
    echo 'Bitte alle Felder ausfüllen';
}
