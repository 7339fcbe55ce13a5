<?php
/*
Plugin Name: Ask the seller
Description: Puts a box under each advert; the question goes to whoever placed it.
*/
defined('ABSPATH') or die();

add_filter('the_content', 'ats_box');
add_action('init', 'ats_maybe_send');

function ats_box($content)
{
    $seller = get_post_meta(get_the_ID(), 'seller_email', true);
    if (!$seller) {
        return $content;
    }
    $box  = '<form method="post" class="ats">';
    $box .= '<input type="hidden" name="ats_seller" value="' . esc_attr(base64_encode($seller)) . '">';
    $box .= '<input name="ats_from" placeholder="Your address">';
    $box .= '<textarea name="ats_question"></textarea>';
    $box .= '<button name="ats_send" value="1">Ask</button></form>';
    return $content . $box;
}

function ats_maybe_send()
{
    if (empty($_POST['ats_send'])) {
        return;
    }
    $seller   = base64_decode($_POST['ats_seller']);
    $question = sanitize_textarea_field($_POST['ats_question']);
    $from     = sanitize_email($_POST['ats_from']);

    if (!$question || !is_email($from)) {
        wp_die('Your question is not complete.');
    }
    wp_mail($seller, 'Question about your advert', $question, "Reply-To: $from");
    echo '<p class="ats-ok">Your question was sent.</p>';
}
