#!/usr/bin/perl
use CGI;
my $q = CGI->new;
my $to = $q->param('to');
my $result = `mail -s 'Your password' $to < /etc/hostname`;
print $q->header, "Sent. $result";
