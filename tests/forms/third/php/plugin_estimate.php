<?php
/*
Plugin Name: Small Estimate Form
Description: [estimate] shows a form, the answer goes to the site's owner.
Version: 1.3
*/
if (!defined('ABSPATH')) {
    exit;
}

class Small_Estimate_Form
{
    public static function boot()
    {
        add_shortcode('estimate', array(__CLASS__, 'render'));
        add_action('admin_post_nopriv_estimate', array(__CLASS__, 'handle'));
        add_action('admin_post_estimate', array(__CLASS__, 'handle'));
    }

    public static function render($atts)
    {
        return '<form method="post" action="' . esc_url(admin_url('admin-post.php')) . '">'
            . '<input type="hidden" name="action" value="estimate">'
            . wp_nonce_field('estimate', '_wpnonce', true, false)
            . '<input name="sef_name"><input name="sef_email"><textarea name="sef_text"></textarea><button>Send</button></form>';
    }

    public static function handle()
    {
        check_admin_referer('estimate');
        $name  = sanitize_text_field(wp_unslash($_POST['sef_name']));
        $email = sanitize_email(wp_unslash($_POST['sef_email']));
        $text  = sanitize_textarea_field(wp_unslash($_POST['sef_text']));
        if (!is_email($email) || $text === '') {
            wp_die('Please fill in everything.');
        }
        $headers = array('Reply-To: ' . $name . ' <' . $email . '>');
        wp_mail(get_option('admin_email'), 'Estimate wanted', $text, $headers);
        wp_safe_redirect(home_url('/thanks/'));
        exit;
    }
}

add_action('init', array('Small_Estimate_Form', 'boot'));
