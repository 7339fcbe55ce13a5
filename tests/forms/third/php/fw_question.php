<?php
require_once dirname(__FILE__) . '/fw_core.php';

$request = new Request($_POST);
$product = $request->input('product');
$sender  = $request->input('sender');

if ($request->input('question') === '') {
    exit('Please write a question.');
}

$letter = new Letter('products@example.com');
$ok = $letter
    ->header('Reply-To', $sender)
    ->header('X-Product', 'catalogue')
    ->subject('Question about ' . $product)
    ->body($request->input('question') . "\n\nProduct: " . $product)
    ->post();

echo $ok ? 'Your question was sent.' : 'Please try again later.';
