#!/usr/bin/perl
use strict;
use CGI;

# Alumni: write to a class. The subject line is free.
my $cgi = new CGI;
my %class = map { $_ => "class-$_\@example.edu" } 1990 .. 2005;

my $year = $cgi->param('year');
my $from = $cgi->param('from');
my $subject = $cgi->param('subject');
my $text = $cgi->param('text');

print $cgi->header;
unless ($class{$year}) {
    print "<p>There is no such class.</p>";
    exit;
}
unless ($from =~ /^\S+\@\S+$/) {
    print "<p>Bad address.</p>";
    exit;
}
open(SENDMAIL, "|/usr/sbin/sendmail -t") or die;
print SENDMAIL "From: $from\n";
print SENDMAIL "To: $class{$year}\n";
print SENDMAIL "Subject: [alumni] $subject\n";
print SENDMAIL "\n";
print SENDMAIL $text, "\n";
close SENDMAIL;
print "<p>Sent to the class of $year.</p>";
