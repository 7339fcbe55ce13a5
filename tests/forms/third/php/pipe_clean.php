<?php
declare(strict_types=1);

/** Hands a letter to sendmail without a shell. */
function hand_over(string $to, array $head, string $text): bool
{
    $process = proc_open(['/usr/sbin/sendmail', '-i', '--', $to], [0 => ['pipe', 'r']], $pipes);
    if (!is_resource($process)) {
        return false;
    }
    foreach ($head as $name => $value) {
        fwrite($pipes[0], $name . ': ' . preg_replace('/\R+/u', ' ', $value) . "\n");
    }
    fwrite($pipes[0], "\n" . $text);
    fclose($pipes[0]);
    return proc_close($process) === 0;
}

$input = array_map(
    static fn ($v): string => is_string($v) && mb_check_encoding($v, 'UTF-8') ? $v : '',
    $_POST
);

$done = hand_over('reception@example.com', [
    'From' => 'web@example.com',
    'To' => 'reception@example.com',
    'Subject' => 'Visitor: ' . ($input['visitor'] ?? 'unknown'),
    'Reply-To' => $input['email'] ?? '',
], ($input['purpose'] ?? '') . "\n");

echo json_encode(['done' => $done]);
