#!/usr/local/bin/perl
require './jcode.pl';
$sendmail = '/usr/lib/sendmail';
$mailto = 'office@example.jp';
read(STDIN, $buf, $ENV{'CONTENT_LENGTH'});
foreach (split(/&/, $buf)) {
    ($n, $v) = split(/=/, $_);
    $v =~ tr/+/ /;
    $v =~ s/%([0-9a-fA-F]{2})/pack('H2', $1)/eg;
    &jcode'convert(*v, 'sjis');
    &jcode'h2z_sjis(*v);
    $v =~ s/</&lt;/g;
    $FORM{$n} = $v;
}
$FORM{'email'} =~ s/\r//g;
$FORM{'email'} =~ s/\n//g;
$subject = "ホームページの表示について";
open(OUT, "| $sendmail -t") || die;
print OUT "To: $mailto\nFrom: $FORM{'email'}\nSubject: $subject\n\n";
print OUT "ご意見ソ: $FORM{'iken'}\n";
close(OUT);
print "Content-type: text/html\n\n<html><body>ありがとうございました。</body></html>\n";
