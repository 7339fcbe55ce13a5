#!/usr/bin/perl
require 5.004;
use CGI;
$cgi = new CGI;
%in = map { $_ => scalar $cgi->param($_) } $cgi->param;
$in{name}  =~ tr/\r\n//d;
$in{email} =~ tr/\x0d\x0a//d;
open MAIL, '|/usr/sbin/sendmail -t' or die;
print MAIL "To: office\@example.jp\n";
print MAIL "From: \"$in{name}\" <$in{email}>\n";
print MAIL "Subject: message from $in{name}\n\n";
print MAIL "$in{text}\n.\n";
close MAIL;
print "Content-Type: text/plain\n\nok\n";
