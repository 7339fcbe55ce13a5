<?php
/*
Plugin Name: Tiny Contact, repaired
*/
require_once dirname(__FILE__) . '/../../../wp-load.php';

$email = sanitize_email(wp_unslash($_POST['email']));
$name = sanitize_text_field(wp_unslash($_POST['name']));
if (!is_email($email)) {
    wp_die('Please enter a valid address.');
}
$headers = "Reply-To: $name <$email>";
wp_mail('office@example.jp', 'Contact from ' . $name, sanitize_textarea_field($_POST['text']), $headers);
wp_safe_redirect(home_url('/thanks/'));
exit;
