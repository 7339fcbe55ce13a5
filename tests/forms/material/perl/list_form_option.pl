#!/usr/bin/perl
use strict;
use warnings;
use CGI;
my $q = CGI->new;
my $to = $q->param('to');
open(my $mail, '|-', '/usr/sbin/sendmail', '-oi', $to) or die "cannot fork: $!";
print $mail "From: form\@example.jp\nSubject: Your ticket\n\nYour ticket is waiting.\n";
close $mail or die;
print $q->header, 'ok';
