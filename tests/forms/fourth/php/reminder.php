<?php
// Dentist reminder: "remind me in ... days". cron calls reminder.php?job=run every night.
$store = sys_get_temp_dir() . '/reminders.json';
$list = is_file($store) ? json_decode(file_get_contents($store), true) : array();

if (isset($_GET['job']) && $_GET['job'] === 'run') {
    foreach ($list as $i => $r) {
        if ($r['due'] <= time()) {
            mail($r['to'], 'Reminder', "You asked us to remind you:\n\n" . $r['note'] . "\n", 'From: praxis@example.com');
            unset($list[$i]);
        }
    }
    file_put_contents($store, json_encode(array_values($list)));
    echo 'ok';
    exit;
}

if (isset($_POST['to'])) {
    if (!filter_var($_POST['to'], FILTER_VALIDATE_EMAIL)) {
        die('Please check your address.');
    }
    $list[] = array(
        'to'   => $_POST['to'],
        'note' => substr($_POST['note'], 0, 500),
        'due'  => time() + 86400 * max(0, (int) $_POST['days']),
    );
    file_put_contents($store, json_encode($list));
    echo 'We will remind you.';
}
