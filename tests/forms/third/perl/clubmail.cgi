#!/usr/bin/perl
# サークルの連絡フォーム (Shift_JIS)
# 改行は読み込み時にすべて <br> へ変換する

require './jcode.pl';
$mailprog = '/usr/sbin/sendmail';
$owner = 'daihyou@example.jp';

read(STDIN, $buf, $ENV{'CONTENT_LENGTH'});
@pairs = split(/&/, $buf);
foreach $p (@pairs) {
    local($k, $v) = split(/=/, $p, 2);
    $v =~ tr/+/ /;
    $v =~ s/%([0-9a-fA-F]{2})/pack("H2", $1)/eg;
    $v =~ s/&/&amp;/g;
    $v =~ s/"/&quot;/g;
    $v =~ s/\r\n/<br>/g;
    $v =~ s/\r/<br>/g;
    $v =~ s/\n/<br>/g;
    &jcode'convert(*v, 'jis', 'sjis') if $v =~ /[\x80-\xff]/;
    $FORM{$k} = $v;
}

if (!$FORM{'message'}) {
    print "Content-type: text/plain\n\nmessage?\n";
    exit(0);
}

$msg = $FORM{'message'};
$msg =~ s/<br>/\n/g;
$msg =~ s/&quot;/"/g;
$msg =~ s/&amp;/&/g;

open(OUT, "|$mailprog -t -oi") || die "mail: $!";
print OUT <<"EOM";
To: $owner
From: $FORM{'email'} ($FORM{'handle'})
Subject: renraku
X-Remote: $ENV{'REMOTE_ADDR'}
Content-Type: text/plain; charset=ISO-2022-JP

$msg
EOM
close(OUT);

print "Location: http://www.example.jp/club/thanks.html\n\n";
