#!/usr/bin/perl
require './cgi-lib.pl';
&ReadParse;
$tmp = "/tmp/fb.$$";
$subject = $in{'subject'};
$subject =~ s/[^\w\s.-]//g;
open(T, ">$tmp") || &CgiDie("Error", "cannot write");
print T "From: $in{'name'} <$in{'email'}>\n\n$in{'text'}\n";
close(T);
system("/usr/bin/mail -s '$subject' feedback\@example.com < $tmp");
unlink($tmp);
print &PrintHeader, &HtmlTop("Feedback"), "<p>Thank you for your feedback.</p>", &HtmlBot;
