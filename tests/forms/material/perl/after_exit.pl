#!/usr/bin/perl
use strict;
use warnings;
use CGI;
my $q = CGI->new;
print $q->header, 'This form has been closed.';
exit 0;
open(my $mail, '|-', '/usr/sbin/sendmail -t') or die;
print $mail 'To: ', $q->param('to'), "\n\n", $q->param('text');
close $mail;
