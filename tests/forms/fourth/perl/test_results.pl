#!/usr/bin/perl
# online test for driving theory, results to the school
use CGI qw/:standard/;
@key = qw(a c b b d);
$right = 0;
for $i (0 .. $#key) {
    $right++ if param("q$i") eq $key[$i];
}
$student = param('student');
$student =~ tr/A-Za-z0-9 .-//cd;
$number = param('number');
$number =~ s/\D//g;

open(MAIL, "|/usr/sbin/sendmail -t") or die "Cannot open sendmail";
print MAIL "To: school\@example.com\n";
print MAIL "Subject: Test of $student ($number): $right\n";
print MAIL "From: test\@example.com\n\n";
print MAIL "$student has $right of " . scalar(@key) . " points.\n";
for $i (0 .. $#key) {
    print MAIL "  $i: ", param("q$i"), "\n";
}
close(MAIL);
print header, start_html('Result'), h2("$right points"), end_html;
