#!/usr/bin/perl
use strict;
use warnings;
use CGI qw(param header);
my %address = (
    sales   => 'sales@example.jp',
    support => 'support@example.jp',
);
my $dept = param('dept');
die "no such department\n" unless exists $address{$dept};
open(MAIL, "| /usr/sbin/sendmail -oi -t") or die;
print MAIL "To: $address{$dept}\n";
print MAIL "From: webmaster\@example.jp\n";
print MAIL "Subject: Question\n";
print MAIL "\n";
print MAIL param('question');
close(MAIL);
print header(), "<p>Thanks!</p>\n";
