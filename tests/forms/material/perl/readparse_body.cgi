#!/usr/bin/perl
require 'cgi-lib.pl';
&ReadParse(*input);
$to = 'staff@example.jp';
open(M, "|/usr/lib/sendmail $to") || die;
print M "Subject: questionnaire\n\n";
foreach $k (sort keys %input) {
    print M "$k = $input{$k}\n";
}
close(M);
print &PrintHeader, "<h1>Thank you</h1>";
