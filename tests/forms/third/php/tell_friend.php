<?php
// "Recommend this page" box of the hiking magazine
$page = isset($_POST['page']) ? preg_replace('~[^a-z0-9/_.-]~i', '', $_POST['page']) : '/';
$to   = isset($_POST['friend']) ? trim($_POST['friend']) : '';
$me   = isset($_POST['you']) ? trim($_POST['you']) : '';
$note = isset($_POST['note']) ? $_POST['note'] : '';

$bad = array();
foreach (array('friend' => $to, 'you' => $me) as $label => $address) {
    if (filter_var($address, FILTER_VALIDATE_EMAIL) === false) {
        $bad[] = $label;
    }
}

if ($_SERVER['REQUEST_METHOD'] === 'POST' && !$bad) {
    $lines = array(
        'Hello,',
        '',
        $me . ' thinks you will like this page:',
        'https://www.example.com' . $page,
        '',
        wordwrap(strip_tags($note), 70),
    );
    mail($to, 'A page for you', implode("\n", $lines), "From: magazine@example.com\r\nReply-To: $me");
    header('Content-Type: text/plain');
    echo "Sent.\n";
    exit;
}
if ($bad && $_POST) {
    echo '<p>Please correct: ', implode(', ', $bad), '</p>';
}
?>
<form method="post">
  <label>Friend <input name="friend"></label>
  <label>You <input name="you"></label>
  <textarea name="note"></textarea>
  <input type="hidden" name="page" value="<?= htmlspecialchars($page) ?>">
  <button>Send</button>
</form>
