#!/usr/bin/perl
# mailto.pl?who=NAME  -- staff addresses do not stand in the pages
use strict;
use warnings;
use CGI qw(:standard escapeHTML);

my %staff;
while (<DATA>) {
    next if /^\s*(#|$)/;
    my ($key, $address) = /^(\w+)\s+(\S+)$/ or next;
    $staff{$key} = $address;
}

my $who = param('who') || '';
if (!exists $staff{$who}) {
    print header(-status => '404 Not Found'), 'Nobody of that name works here.';
    exit;
}

my $subject = param('subject') || 'no subject';
my $reply   = param('reply') || '';
if (($subject . $reply) =~ /[[:cntrl:]]/) {
    print header(-status => '400 Bad Request'), 'No.';
    exit;
}

my $pid = open(my $to_mail, '|-');
die "fork: $!" unless defined $pid;
if (!$pid) {
    exec '/usr/sbin/sendmail', '-oi', '--', $staff{$who} or die;
}
print $to_mail "To: $staff{$who}\nFrom: www\@example.com\nReply-To: $reply\nSubject: $subject\n\n", param('text') || '', "\n";
close $to_mail;
print header, p('Your message to ' . escapeHTML($who) . ' was sent.');
__DATA__
# key   address
anna    anna@example.com
bert    bert@example.com
