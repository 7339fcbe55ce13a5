#!/usr/bin/perl
# 簡易メールフォーム Ver1.03  (Shift_JIS)
# 設置: このファイルを 755 に

$sendmail = '/usr/sbin/sendmail';
$mailto   = 'webmaster@example.jp';
$subject  = 'FORM MAIL';

if ($ENV{'REQUEST_METHOD'} eq 'POST') {
    read(STDIN, $buffer, $ENV{'CONTENT_LENGTH'});
} else {
    $buffer = $ENV{'QUERY_STRING'};
}
@pairs = split(/&/, $buffer);
foreach $pair (@pairs) {
    ($name, $value) = split(/=/, $pair);
    $value =~ tr/+/ /;
    $value =~ s/%([a-fA-F0-9][a-fA-F0-9])/pack("C", hex($1))/eg;
    $value =~ s/</&lt;/g;
    $value =~ s/>/&gt;/g;
    $value =~ s/\r\n/\n/g;
    $FORM{$name} = $value;
    push(@order, $name);
}

if ($FORM{'email'} !~ /\@/) {
    print "Content-type: text/html\n\n";
    print "<html><body>メールアドレスが正しくありません</body></html>\n";
    exit;
}

open(MAIL, "| $sendmail -t") || die;
print MAIL "To: $mailto\n";
print MAIL "From: $FORM{'email'}\n";
print MAIL "Subject: $subject\n\n";
foreach (@order) {
    print MAIL "$_ = $FORM{$_}\n";
}
close(MAIL);

print "Content-type: text/html\n\n";
print "<html><body>ありがとうございました</body></html>\n";
exit;
