<?php
// "Write to the team" of a school newspaper
class Post
{
    /** @var array */
    protected $raw;

    function __construct($raw)
    {
        $this->raw = $raw;
    }

    function __get($name)
    {
        $value = isset($this->raw[$name]) ? (string) $this->raw[$name] : '';
        list($first) = preg_split('/[\r\n]/', $value, 2);
        return $first;
    }

    function text()
    {
        return isset($this->raw['text']) ? (string) $this->raw['text'] : '';
    }
}

$post = new Post($_POST);
if ($post->text() == '') {
    exit('You wrote nothing.');
}
mail(
    'team@example.com',
    'To the team: ' . $post->subject,
    $post->text(),
    "From: {$post->name} <paper@example.com>\nReply-To: {$post->email}"
);
echo 'Thanks!';
