<?php
foreach (array('name', 'email', 'text') as $field) {
    $clean[$field] = trim(strip_tags(stripslashes($_POST[$field])));
}
$extra = "Reply-To: {$clean['name']} <{$clean['email']}>";
mail("office@example.jp", "Feedback", $clean['text'], $extra);
print "Thank you for your feedback.";
