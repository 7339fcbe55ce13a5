<?php
switch ($_POST['branch']) {
    case 'osaka':
        $to = 'osaka@example.jp';
        break;
    case 'nagoya':
        $to = 'nagoya@example.jp';
        break;
    default:
        $to = 'tokyo@example.jp';
}
mail($to, 'Branch enquiry', $_POST['text'], 'From: form@example.jp');
echo 'Thank you.';
