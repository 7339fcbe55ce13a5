<?php
// アンケート集計メール（Ｓｈｉｆｔ＿ＪＩＳ）
mb_language("Japanese");
mb_internal_encoding("SJIS-win");

$questions = array(
    "q1" => "ご利用の店舗",
    "q2" => "接客はいかがでしたか",
    "q3" => "また利用したいですか",
    "free" => "ご意見",
);

$body = "アンケートの回答が届きました。\n";
$count = 0;
foreach ($_POST as $k => $v) {
    if (!isset($questions[$k])) {
        continue;
    }
    if (is_array($v)) {
        $v = implode("、", $v);
    }
    $v = mb_convert_kana($v, "KV");
    $body .= "\n■ " . $questions[$k] . "\n" . $v . "\n";
    $count++;
}

if ($count == 0) {
    print "回答がありません。";
    exit;
}

$body .= "\n--\nHOST: " . gethostbyaddr($_SERVER["REMOTE_ADDR"]) . "\nUA: " . $_SERVER["HTTP_USER_AGENT"] . "\n";
mb_send_mail("enquete@example.jp", "アンケート回答 " . date("m/d H:i"), $body, "From: enquete@example.jp");
print "<html><body>ご協力ありがとうございました。</body></html>";
