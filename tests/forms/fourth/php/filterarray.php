<?php
$in = filter_input_array(INPUT_POST, [
    'email'  => FILTER_VALIDATE_EMAIL,
    'amount' => ['filter' => FILTER_VALIDATE_INT, 'options' => ['min_range' => 1, 'max_range' => 10000]],
    'donor'  => ['filter' => FILTER_VALIDATE_REGEXP, 'options' => ['regexp' => '/\A[\p{L} .\'-]{2,50}\z/u']],
]);

if (!$in || in_array(false, $in, true) || in_array(null, $in, true)) {
    http_response_code(422);
    exit('Please check your input.');
}

// donation pledge
$headers = "From: {$in['donor']} <{$in['email']}>\r\nX-Source: pledge";
mail('donations@example.com', 'Pledge', "{$in['donor']} pledges {$in['amount']}.\n", $headers);
echo 'Thank you very much, ' . htmlspecialchars($in['donor']);
