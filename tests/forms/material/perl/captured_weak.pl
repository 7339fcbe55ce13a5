#!/usr/bin/perl
use strict;
use warnings;
use CGI;
my $q = CGI->new;
my $to;
if ($q->param('to') =~ /^(.+\@.+)$/s) {
    $to = $1;
} else {
    die "no address";
}
open(my $mail, '|-', '/usr/sbin/sendmail -t -oi') or die;
print $mail "To: $to\nFrom: form\@example.jp\nSubject: Recommended page\n\nPlease look at www.example.jp.\n";
close $mail;
print $q->header, 'ok';
