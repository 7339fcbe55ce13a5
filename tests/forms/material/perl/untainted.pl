#!/usr/bin/perl -T
use strict;
use warnings;
use CGI;
$ENV{PATH} = '/usr/bin:/bin';
my $q = CGI->new;
my ($box) = ($q->param('box') // '') =~ /\A([a-z]{1,20})\z/;
if (!defined $box) {
    print $q->header(-status => 404), 'no such box';
    exit 0;
}
my $to = "$box\@example.jp";
open(my $mail, '|-', '/usr/sbin/sendmail', '-oi', '--', $to) or die;
print $mail "To: $to\nFrom: form\@example.jp\nSubject: box\n\n", $q->param('text'), "\n";
close $mail;
print $q->header, 'ok';
