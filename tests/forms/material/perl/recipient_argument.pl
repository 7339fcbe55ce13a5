#!/usr/bin/perl
use CGI;
my $q = CGI->new;
my $to = $q->param('to');
open(SENDMAIL, "| /usr/sbin/sendmail $to") || die "Can't open sendmail";
print SENDMAIL "From: webmaster\@example.jp\nSubject: A postcard for you\n\n";
print SENDMAIL "Somebody has sent you a postcard.\n";
close(SENDMAIL);
print $q->header, "Sent.";
