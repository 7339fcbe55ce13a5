#!/usr/local/bin/perl
# postmail風フォームメール
require './jcode.pl';
$sendmail = '/usr/sbin/sendmail';
$mailto = 'info@yamada-noen.example';

&decode;
if ($in{'name'} eq "") { &error("お名前が未入力です"); }
if ($in{'email'} =~ /[\r\n]/ || $in{'email'} !~ /^[\w\.\-]+\@[\w\.\-]+\.[a-zA-Z]{2,6}$/) {
    &error("E-mailの入力が不正です");
}
$mbody = "お名前: $in{'name'}\nE-mail: $in{'email'}\n\n$in{'comment'}\n";
&jcode::convert(\$mbody, 'jis', 'sjis');
open(MAIL, "| $sendmail -t") || &error("送信失敗");
print MAIL "To: $mailto\n";
print MAIL "From: $in{'email'}\n";
print MAIL "Subject: Inquiry\n";
print MAIL "MIME-Version: 1.0\n";
print MAIL "Content-type: text/plain; charset=ISO-2022-JP\n\n";
print MAIL $mbody;
close(MAIL);
print "Content-type: text/html\n\n<html><body>送信しました</body></html>";
exit;

sub decode {
    read(STDIN, my $buf, $ENV{'CONTENT_LENGTH'});
    foreach (split(/&/, $buf)) {
        my ($k, $v) = split(/=/);
        $v =~ tr/+/ /;
        $v =~ s/%([0-9a-fA-F]{2})/pack("H2", $1)/eg;
        &jcode::convert(\$v, 'sjis');
        $v =~ s/&/&amp;/g; $v =~ s/</&lt;/g; $v =~ s/>/&gt;/g;
        $in{$k} = $v;
    }
}

sub error {
    print "Content-type: text/html\n\n<html><body>ERROR: $_[0]</body></html>";
    exit;
}
