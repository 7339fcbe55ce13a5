#!/usr/bin/perl -w
use strict;
# wine tasting registration; values are cleaned before they are stored in %f
my (%f, $raw);
read(STDIN, $raw, $ENV{CONTENT_LENGTH} || 0);

for my $pair (split /&/, $raw) {
    my ($k, $v) = split /=/, $pair, 2;
    next unless defined $v;
    $v =~ s/[\r\n]//g;                  # no header injection
    $v =~ s/[;|`<>]//g;                 # no shell
    $v =~ tr/+/ /;
    $v =~ s/%([\da-f]{2})/chr(hex $1)/egi;
    $f{$k} = $v;
}

unless ($f{email} && $f{email} =~ /\@/ && $f{persons} && $f{persons} =~ /^\d+$/) {
    print "Content-Type: text/plain\n\nPlease fill in your address and the number of persons.\n";
    exit;
}
open(my $sm, '|-', '/usr/sbin/sendmail', '-t', '-oi') or die $!;
print $sm "From: $f{email}\n";
print $sm "To: tasting\@example.com\n";
print $sm "Subject: wine tasting, $f{persons} persons\n\n";
print $sm "$f{name}\n$f{remarks}\n";
close $sm;
print "Content-Type: text/plain\n\nSee you there!\n";
