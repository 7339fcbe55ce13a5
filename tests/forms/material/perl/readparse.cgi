#!/usr/bin/perl
require "./cgi-lib.pl";

&ReadParse;
print &PrintHeader;
if (!$in{'email'}) {
    print "Please give your address.\n";
    exit 1;
}
open(MAIL, "|/usr/lib/sendmail -t") || die;
select(MAIL);
print "To: staff\@example.jp\n";
print "From: $in{'email'} ($in{'name'})\n";
print "Subject: suggestion\n\n";
print "$in{'suggestion'}\n";
select(STDOUT);
close(MAIL);
print "Thank you.\n";
