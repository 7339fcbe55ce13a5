#!/usr/bin/perl
use strict;
use warnings;
use CGI;
my $cgi = new CGI;
my $email = $cgi->param('email');
my $text = $cgi->param('text');
open(MAIL, "|/usr/sbin/sendmail -t") or die "Cannot run sendmail: $!";
print MAIL <<"END";
To: office\@example.jp
From: $email
Subject: Contact form

$text
END
close(MAIL);
print $cgi->header('text/html'), '<p>Thank you.</p>';
