<?php
// Guestbook: entries as JSON, notice to the owner from the stored entry.
$store = __DIR__ . '/entries.json';
$entries = is_file($store) ? json_decode(file_get_contents($store), true) : [];

if (($_POST['action'] ?? '') === 'sign') {
    $entries[] = [
        'when'  => date(DATE_ATOM),
        'name'  => mb_substr($_POST['name'] ?? 'anonymous', 0, 80),
        'mail'  => mb_substr($_POST['mail'] ?? '', 0, 120),
        'text'  => mb_substr($_POST['text'] ?? '', 0, 2000),
        'shown' => false,
    ];
    file_put_contents($store, json_encode($entries), LOCK_EX);
    notify($store);
    echo "<p>Thank you! Your entry appears when it has been read.</p>";
}

function notify(string $store): void
{
    foreach (json_decode(file_get_contents($store)) as $entry) {
        if ($entry->shown) {
            continue;
        }
        $subject = 'Guestbook entry to be read';
        $headers = 'From: ' . ($entry->mail ?: 'nobody@example.com') . "\r\n"
            . "Content-Type: text/plain; charset=utf-8\r\n";
        mail('owner@example.com', $subject, $entry->name . ":\n" . $entry->text, $headers);
    }
}

foreach ($entries as $entry) {
    if ($entry['shown']) {
        echo '<p><b>', htmlspecialchars($entry['name']), '</b> ', nl2br(htmlspecialchars($entry['text'])), '</p>';
    }
}
?>
<form method="post">
  <input type="hidden" name="action" value="sign">
  <input name="name"> <input name="mail"> <textarea name="text"></textarea> <button>Sign</button>
</form>
