#!/usr/bin/perl -T
use strict;
use CGI ':standard';
$ENV{PATH} = '/bin:/usr/bin';

my %address = (
    sales   => 'sales@northwind-pumps.example',
    service => 'service@northwind-pumps.example',
    jobs    => 'hr@northwind-pumps.example',
);
my $dept = param('dept');
unless (exists $address{$dept}) {
    print header('text/plain', '400 Bad Request'), "Unknown department\n";
    exit;
}
my $name = param('name');
my $message = param('message');
my $phone = param('phone');
$phone =~ s/[^0-9+ ]//g;

open(my $mail, '|-', '/usr/sbin/sendmail -t -oi') or die "sendmail: $!";
print {$mail} <<"MAIL";
To: $address{$dept}
From: website\@northwind-pumps.example
Subject: Web enquiry ($dept)

Name:  $name
Phone: $phone

$message
MAIL
close $mail;
print header, start_html('Thanks'), h1('Thanks'), end_html;
