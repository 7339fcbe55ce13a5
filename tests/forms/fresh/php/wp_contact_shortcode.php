<?php
/*
Plugin Name: Tiny Contact
*/
if (!defined('ABSPATH')) {
    exit;
}

function tiny_contact_handle()
{
    if (!isset($_POST['tiny_contact_nonce']) || !wp_verify_nonce($_POST['tiny_contact_nonce'], 'tiny_contact')) {
        return '';
    }
    $name = sanitize_text_field(wp_unslash($_POST['tc_name']));
    $email = sanitize_email(wp_unslash($_POST['tc_email']));
    $message = sanitize_textarea_field(wp_unslash($_POST['tc_message']));
    if (!is_email($email) || $message === '') {
        return '<p class="error">Please check your input.</p>';
    }
    $headers = array("Reply-To: $name <$email>");
    $sent = wp_mail(get_option('admin_email'), '[' . get_bloginfo('name') . '] ' . $name, $message, $headers);
    return $sent ? '<p>Thank you!</p>' : '<p class="error">Sorry.</p>';
}

function tiny_contact_shortcode()
{
    $out = tiny_contact_handle();
    $out .= '<form method="post">' . wp_nonce_field('tiny_contact', 'tiny_contact_nonce', true, false);
    $out .= '<input name="tc_name"><input name="tc_email"><textarea name="tc_message"></textarea><button>Send</button></form>';
    return $out;
}
add_shortcode('tiny_contact', 'tiny_contact_shortcode');
