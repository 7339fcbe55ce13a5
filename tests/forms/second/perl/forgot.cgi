#!/usr/bin/perl
use strict;
use warnings;
use CGI;

my $q = CGI->new;
my $member = $q->param('member') || '';
my $file = '/home/club/private/members.txt';
my ($mail, $pin);

open my $in, '<', $file or die "members: $!";
while (my $line = <$in>) {
    chomp $line;
    my ($number, $name, $address, $p) = split /;/, $line;
    if ($number eq $member) {
        ($mail, $pin) = ($address, $p);
        last;
    }
}
close $in;

print $q->header;
if ($mail) {
    open my $out, '|-', '/usr/sbin/sendmail', '-t' or die "sendmail: $!";
    print $out "To: $mail\n";
    print $out "From: club\@chess-nord.example\n";
    print $out "Subject: Your PIN\n\nYour PIN is $pin\n";
    close $out;
}
print '<p>If the number is known, a mail is on its way.</p>';
