#!/usr/bin/perl
use strict;
use warnings;
use CGI;
my $q = CGI->new;
my $to = $q->param('email');
print $q->header;
if (!defined $to or $to !~ /\@/) {
    print 'Please enter your e-mail address to get our catalogue.';
    exit;
}
open(my $mail, '|-', '/usr/sbin/sendmail', '-f', 'katalog@example.com', $to) or die;
print $mail "From: katalog\@example.com\nSubject: Our catalogue\n\n";
open(my $cat, '<', 'catalogue.txt') or die;
print $mail $_ while <$cat>;
close $mail;
print 'The catalogue is on its way.';
