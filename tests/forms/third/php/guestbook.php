<?php
// Gästebuch mit Benachrichtigung, eine Zeile je Eintrag
define('BOOK', dirname(__FILE__) . '/book.txt');
$owner = 'webmaster@example.com';

function entries()
{
    if (!file_exists(BOOK)) return array();
    $list = array();
    foreach (file(BOOK) as $line) {
        $list[] = explode("\t", rtrim($line, "\r\n"));
    }
    return array_reverse($list);
}

if (isset($_POST['text'])) {
    $row = array(date('Y-m-d H:i'));
    foreach (array('name', 'email', 'text') as $field) {
        $v = isset($_POST[$field]) ? $_POST[$field] : '';
        $v = strip_tags($v);
        $v = preg_replace('/[\x00-\x1f]+/', ' ', $v);
        $row[] = $v;
    }
    $fp = fopen(BOOK, 'a');
    flock($fp, LOCK_EX);
    fwrite($fp, implode("\t", $row) . "\n");
    fclose($fp);

    $all  = entries();
    $last = $all[0];
    $head = 'From: guestbook@example.com';
    if ($last[2] != '') {
        $head .= "\nReply-To: " . $last[2];
    }
    mail($owner, 'Neuer Eintrag von ' . $last[1], "$last[3]\n\nAnzahl: " . count($all), $head);
    header('Location: guestbook.php');
    exit;
}

foreach (entries() as $e) {
    printf("<dl><dt>%s, %s</dt><dd>%s</dd></dl>\n", htmlspecialchars($e[1]), $e[0], htmlspecialchars($e[3]));
}
?>
<form method="post"><input name="name"><input name="email"><textarea name="text"></textarea><input type="submit"></form>
