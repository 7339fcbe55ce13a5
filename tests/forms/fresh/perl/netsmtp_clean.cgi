#!/usr/bin/perl -w
use strict;
use CGI ();
use Net::SMTP ();

use constant TO => 'hotel@example.at';

my $q = CGI->new();
my @errors;
my %v;
foreach my $field (qw(name email arrival nights)) {
    my $value = $q->param($field);
    $value = '' unless defined $value;
    $value =~ tr/\r\n\0//d;
    push @errors, $field if $value eq '';
    $v{$field} = $value;
}
push @errors, 'nights' if $v{nights} !~ /^[0-9]{1,2}$/;
my $wishes = $q->param('wishes');
if (@errors) {
    print $q->header(-status => '400 Bad Request'), 'Please correct: ', join(', ', @errors);
    exit 0;
}
my @mail = (
    'From: ' . TO, 'To: ' . TO, "Reply-To: $v{name} <$v{email}>", "Subject: $v{nights} nights from $v{arrival}", '',
    "Name: $v{name}", "Wishes:", $wishes,
);
my $smtp = Net::SMTP->new('127.0.0.1') || die 'no SMTP';
$smtp->mail(TO);
$smtp->recipient(TO);
$smtp->data(map { "$_\n" } @mail);
$smtp->quit();
print $q->header(), 'Thank you.';
