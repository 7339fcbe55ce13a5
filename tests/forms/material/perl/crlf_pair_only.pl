#!/usr/bin/perl
use strict;
use warnings;
use CGI;
my $cgi = CGI->new;
my %f = $cgi->Vars;
$f{email} =~ s/\r\n//g;
open(my $m, "|/usr/sbin/sendmail -oi -t") or die;
printf $m "To: office\@example.jp\nFrom: %s\nSubject: Form\n\n", $f{email};
print $m "$f{text}\n";
close($m);
print $cgi->header, 'ok';
