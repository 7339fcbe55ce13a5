#!/usr/bin/perl
use strict;
use warnings;
use CGI;
my $cgi = CGI->new;
my $email = $cgi->param('email');
$email =~ s/[\r\n]+/ /g;
my $text = $cgi->param('text');
open(my $m, "|/usr/sbin/sendmail -t") or die "Cannot run sendmail: $!";
print $m "To: office\@example.jp\nReply-To: $email\nSubject: Contact form\n\n$text\n";
close($m);
print $cgi->header('text/html'), '<p>Thank you.</p>';
