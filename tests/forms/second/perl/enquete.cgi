#!/usr/bin/perl
# アンケート集計
use strict;
my $sendmail = '/usr/sbin/sendmail';
my $to = 'enquete@minato-shoutengai.example';
my %q = (q1 => 'ご来店回数', q2 => '年代', q3 => 'ご意見');
my $data = '';
if ($ENV{CONTENT_LENGTH} && $ENV{CONTENT_LENGTH} < 20000) {
    read(STDIN, $data, $ENV{CONTENT_LENGTH});
}
my %in;
for my $pair (split /[&;]/, $data) {
    my ($k, $v) = split /=/, $pair, 2;
    $v = '' unless defined $v;
    $v =~ tr/+/ /;
    $v =~ s/%([0-9A-Fa-f]{2})/chr(hex($1))/eg;
    $in{$k} = defined $in{$k} ? "$in{$k}, $v" : $v;
}
open(my $m, "|$sendmail -t -i") or die;
print $m "To: $to\nFrom: $to\nSubject: Enquete\nMIME-Version: 1.0\n";
print $m "Content-Type: text/plain; charset=UTF-8\n\n";
for my $k (sort keys %q) {
    print $m "$q{$k}: $in{$k}\n";
}
print $m "-- \n$ENV{REMOTE_ADDR}\n";
close($m);
print "Content-Type: text/html; charset=UTF-8\n\n<p>ご協力ありがとうございました。</p>\n";
