#!/usr/bin/perl
use strict;
use warnings;
use CGI;
use Net::SMTP;

my $config = {
    host => 'localhost',
    port => 1025,
    to   => ['board@example.com', 'clerk@example.com'],
};

my $q = CGI->new;
my @head = (
    'From: petition@example.com',
    'To: ' . join(', ', @{ $config->{to} }),
    'Subject: Petition: ' . ($q->param('title') || 'without title'),
);

my $smtp = Net::SMTP->new($config->{host}, Port => $config->{port}) or die "smtp\n";
$smtp->mail('petition@example.com');
$smtp->recipient(@{ $config->{to} });
$smtp->data(join("\n", @head) . "\n\n" . signature($q) . "\n");
$smtp->quit;

print $q->header('text/plain'), "Your petition was handed in.\n";

sub signature {
    my $q = shift;
    my @lines = split /\r?\n/, $q->param('text') || '';
    return join("\n", @lines, '', '-- ', $q->param('signed') || 'unsigned');
}
