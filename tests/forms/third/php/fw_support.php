<?php
require_once dirname(__FILE__) . '/fw_core.php';

$request = new Request($_POST);
$sender  = $request->line('sender');
$serial  = $request->line('serial');

if ($request->input('problem') === '' || $sender === '') {
    exit('Please describe the problem and give your address.');
}

$letter = new Letter('support@example.com');
$letter->header('Reply-To', $sender);
$letter->header('X-Serial', $serial);
$letter->subject('Support request');
$letter->body($request->input('problem'));

echo $letter->post() ? 'We will come back to you.' : 'Please try again later.';
