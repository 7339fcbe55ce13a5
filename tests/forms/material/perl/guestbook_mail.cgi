#!/usr/bin/perl
use strict;
use warnings;
use CGI;
# mailform.cgi of the old site, now a guest book; nothing is mailed.
my $sendmail = '/usr/sbin/sendmail';
my $q = CGI->new;
my %form = map { $_ => $q->param($_) // '' } qw(to from subject);
open(my $mail, '>>', '/tmp/guests.html') or die;
print $mail "<p>To: $form{to} From: $form{from}: $form{subject}</p>\n";
close $mail;
print $q->header, -x $sendmail ? 'Thank you!' : 'Thank you.';
