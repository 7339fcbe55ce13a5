#!/usr/bin/perl
use strict;
use CGI qw/param header/;

my $SENDMAIL = '/usr/sbin/sendmail -oi -t';
my $OWNER = 'stay@rose-cottage.example';

my @fields = qw(name email arrive depart guests remarks);
my %in;
$in{$_} = param($_) foreach @fields;

print header;
if ($in{email} !~ /.+\@.+\..+/) {
    print "Please go back and type your e-mail address.\n";
    exit;
}
my $body = join '', map { sprintf "%-10s %s\n", $_, $in{$_} } @fields;

open(SM, "| $SENDMAIL") || die;
print SM "From: $OWNER\n";
print SM "To: $OWNER\n";
print SM "Cc: $in{email}\n" if param('copy');
print SM "Subject: Booking request\n\n";
print SM $body;
close(SM);
print "Thank you. We will confirm your booking within two days.\n";
