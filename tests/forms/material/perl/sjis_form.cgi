#!/usr/local/bin/perl
# お問い合わせフォーム
require './jcode.pl';
$sendmail = '/usr/lib/sendmail';
$mailto = 'office@example.jp';

&decode;
if ($in{'email'} eq '') { &error("メールアドレスを入力してください。"); }
&jcode'convert(*sub, 'jis', 'sjis');

$msg = "お名前　: $in{'name'}\n表示内容: $in{'text'}\n";
&jcode'convert(*msg, 'jis', 'sjis');
open(MAIL, "| $sendmail -t") || &error("送信できませんでした。");
print MAIL "To: $mailto\n";
print MAIL "From: $in{'email'}\n";
print MAIL "Subject: WWW-FORM\n";
print MAIL "Content-type: text/plain; charset=ISO-2022-JP\n\n";
print MAIL $msg;
close(MAIL);
print "Content-type: text/html\n\n<html><body>送信しました。</body></html>\n";
exit;

sub decode {
    if ($ENV{'REQUEST_METHOD'} eq "POST") { read(STDIN, $buf, $ENV{'CONTENT_LENGTH'}); }
    else { $buf = $ENV{'QUERY_STRING'}; }
    foreach (split(/&/, $buf)) {
        ($key, $val) = split(/=/);
        $val =~ tr/+/ /;
        $val =~ s/%([A-Fa-f0-9][A-Fa-f0-9])/pack("C", hex($1))/eg;
        &jcode'convert(*val, 'sjis');
        $in{$key} = $val;
    }
}

sub error {
    print "Content-type: text/html\n\n<html><body>エラー: $_[0]</body></html>\n";
    exit;
}
