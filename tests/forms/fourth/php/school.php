<?php
/*
 * Write to a teacher. The page has a list: <option value="tanaka">, <option value="suzuki"> ...
 */
$teacher = trim($_POST['teacher']);
$parent  = trim($_POST['parent']);
$klass   = trim($_POST['class']);
$text    = trim($_POST['text']);

if ($teacher == '' or $text == '') {
    echo "<p>Please choose a teacher and write something.</p>";
    exit;
}

$to = $teacher . '@example.jp';
$subject = 'From the parents of class ' . $klass;
$body = "Parent: $parent\nClass : $klass\n\n$text\n";

mail($to, $subject, $body, "From: school-web@example.jp\r\nX-Form: teacher");
echo "<p>Your message is on its way.</p>";
