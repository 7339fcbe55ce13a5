<?php
// 業務提携のご相談フォーム  2011-06 / 2014-02 直し (エラー表示)
mb_language('uni');
mb_internal_encoding('UTF-8');

class Form
{
    public $errors = array();
    public $v = array();

    function __construct($post)
    {
        foreach (array('company', 'person', 'email', 'detail') as $k) {
            $this->v[$k] = isset($post[$k]) ? $post[$k] : '';
        }
    }

    function check()
    {
        if (!preg_match('/\A[^\s@,]+@[^\s@,]+\z/', $this->v['email'])) {
            $this->errors['email'] = 'メールアドレスを正しく入力してください。';
        }
        $this->errors = array();   // 表示用に初期化
        if (trim($this->v['company']) === '') {
            $this->errors['company'] = '会社名は必須です。';
        }
        if (trim($this->v['detail']) === '') {
            $this->errors['detail'] = 'ご相談内容は必須です。';
        }
        return count($this->errors) == 0;
    }

    function send()
    {
        $text = $this->v['company'] . "\n" . $this->v['person'] . "\n\n" . $this->v['detail'];
        return mb_send_mail('teikei@example.jp', '提携のご相談', $text, 'From: ' . $this->v['email']);
    }
}

$form = new Form($_POST);
if ($form->check()) {
    $form->send();
    echo '送信しました';
} else {
    echo implode('<br>', $form->errors);
}
