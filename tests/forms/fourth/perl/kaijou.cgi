#!/usr/bin/perl
# 会場予約  (jcode.pl 時代の書き方)  Shift_JIS
require './lib_sub.pl';
&getform;
$to = 'kaijou@example.jp';

if ($FORM{'date'} !~ /^\d+\/\d+$/) { &html('日付は 5/1 のように書いてください'); exit; }
if ($FORM{'mail'} =~ /[^\w\.\-\@\+]/) { &html('メールアドレスに使えない文字があります'); exit; }

$honbun = "団体名: $FORM{'dantai'}\n日付: $FORM{'date'}\n連絡先: $FORM{'mail'}\n備考: $FORM{'bikou'}\n";
&sendmail'post($to, $FORM{'mail'}, "kaijou yoyaku", $honbun);
&html('予約を受け付けました');
exit;

sub html { print "Content-type: text/html\n\n<html><body>$_[0]</body></html>\n"; }
