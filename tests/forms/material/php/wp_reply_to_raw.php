<?php
/*
Plugin Name: Tiny Contact
*/
require_once dirname(__FILE__) . '/../../../wp-load.php';

$headers = 'From: Site <form@example.jp>' . "\r\n" . 'Reply-To: ' . stripslashes($_POST['email']);
$sent = wp_mail(get_option('admin_email'), 'Contact', stripslashes($_POST['text']), $headers);
wp_safe_redirect(add_query_arg('sent', $sent ? 1 : 0, wp_get_referer()));
exit;
