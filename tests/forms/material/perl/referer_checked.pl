#!/usr/bin/perl
use strict;
use CGI;
my $q = CGI->new;
my @referers = ('www.example.jp', '192.0.2.10');
my $found = 0;
foreach my $host (@referers) {
    $found = 1 if ($ENV{HTTP_REFERER} || '') =~ m{^https?://\Q$host\E/}i;
}
unless ($found || !$ENV{HTTP_REFERER}) {
    print $q->header, "Bad referer\n";
    exit;
}
my $to = $q->param('recipient');
open(my $mail, '|-', '/usr/sbin/sendmail -t -oi') or die "sendmail: $!";
print $mail "To: $to\nFrom: webmaster\@example.jp\nSubject: Form\n\n";
print $mail $q->param('message'), "\n";
close $mail;
print $q->header, "Sent\n";
