<?php
/*
Plugin Name: Kikaku Contact
Description: 企画部の小さな問い合わせフォーム
Version: 0.4
*/
if (!defined('ABSPATH')) {
    exit;
}

add_shortcode('kikaku_form', 'kikaku_form');
add_action('admin_post_nopriv_kikaku_send', 'kikaku_send');
add_action('admin_post_kikaku_send', 'kikaku_send');

function kikaku_form()
{
    return '<form method="post" action="' . esc_url(admin_url('admin-post.php')) . '">
    <input type="hidden" name="action" value="kikaku_send">
    <input name="k_name"><input name="k_mail"><textarea name="k_text"></textarea><button>送信</button></form>';
}

function kikaku_send()
{
    $name = sanitize_text_field(wp_unslash($_POST['k_name']));
    $mail = sanitize_email(wp_unslash($_POST['k_mail']));
    $text = sanitize_textarea_field(wp_unslash($_POST['k_text']));
    if (!is_email($mail) || $text === '') {
        wp_die('入力をご確認ください。');
    }
    $headers = array(
        'From: Web <wordpress@example.jp>',
        sprintf('Reply-To: %s <%s>', $name, $mail),
    );
    wp_mail(get_option('admin_email'), '企画: ' . $name, $text, $headers);
    wp_safe_redirect(home_url('/thanks/'));
    exit;
}
