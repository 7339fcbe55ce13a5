<?php
// PHP 8: headers as an array, so PHP itself refuses line breaks
$post = filter_input_array(INPUT_POST, [
    'name' => FILTER_DEFAULT,
    'email' => FILTER_DEFAULT,
    'text' => FILTER_DEFAULT,
]) ?: [];

if (count(array_filter($post)) < 3) {
    exit('Please fill in all three fields.');
}

try {
    mail(
        to: 'editor@example.com',
        subject: "Letter from {$post['name']}",
        message: wordwrap($post['text'], 70),
        additional_headers: [
            'From' => 'letters@example.com',
            'Reply-To' => $post['email'],
            'X-Writer' => $post['name'],
        ],
    );
} catch (ValueError $error) {
    http_response_code(400);
    exit('Please write one line into each of the first two fields.');
}
echo 'Your letter was sent to the editor.';
