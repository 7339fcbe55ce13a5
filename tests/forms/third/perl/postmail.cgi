#!/usr/local/bin/perl
#------------------------------------------------------------
#  ポストメール  1999/11/03
#  jcode.pl を同じフォルダに置いて下さい
#------------------------------------------------------------
require './jcode.pl';

$sendmail = '/usr/lib/sendmail';
$mailto   = 'kanri@example.jp';
$subject  = 'ＨＰからのメール';
@hissu    = ('name', 'email');

&decode;
foreach (@hissu) {
    if ($in{$_} eq '') { &error("$_ が未記入です"); }
}
if ($in{'email'} !~ /(.+)\@(.+)\.(.+)/) { &error("E-mail が正しくありません"); }

open(MAIL, "| $sendmail -t") || &error("sendmail が開けません");
print MAIL "To: $mailto\n";
print MAIL "From: $in{'email'}\n";
print MAIL "Subject: ", &jcode'to('jis', $subject, 'sjis'), "\n";
print MAIL "Content-Type: text/plain; charset=iso-2022-jp\n\n";
foreach (@key) {
    $line = "$_ = $in{$_}\n";
    &jcode'convert(*line, 'jis');
    print MAIL $line;
}
close(MAIL);

print "Content-type: text/html; charset=Shift_JIS\n\n";
print "<html><body><h3>送信しました</h3></body></html>\n";
exit;

sub decode {
    if ($ENV{'REQUEST_METHOD'} eq "POST") {
        read(STDIN, $buffer, $ENV{'CONTENT_LENGTH'});
    } else {
        $buffer = $ENV{'QUERY_STRING'};
    }
    foreach $pair (split(/&/, $buffer)) {
        ($name, $value) = split(/=/, $pair);
        $value =~ tr/+/ /;
        $value =~ s/%([a-fA-F0-9][a-fA-F0-9])/pack("C", hex($1))/eg;
        &jcode'convert(*value, 'sjis');
        $value =~ s/</&lt;/g;
        $value =~ s/>/&gt;/g;
        push(@key, $name) unless defined($in{$name});
        $in{$name} = $value;
    }
}

sub error {
    print "Content-type: text/html; charset=Shift_JIS\n\n";
    print "<html><body>$_[0]</body></html>\n";
    exit;
}
