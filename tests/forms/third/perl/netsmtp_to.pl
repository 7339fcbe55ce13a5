#!/usr/bin/perl
use strict;
use CGI;
use Net::SMTP;

# Mails the search result to whoever asks for it.
my $q = CGI->new;
my %titles = (1 => 'Bridges of the north', 2 => 'A history of ferries', 3 => 'Rope and knot');

my $addr = $q->param('sendto');
my @ids  = grep { exists $titles{$_} } $q->multi_param('id');

if (!$addr or !@ids) {
    print $q->header('text/plain'), "Nothing to send.\n";
    exit;
}

my $list = join("\n", map { "  * $titles{$_}" } @ids);
my $smtp = Net::SMTP->new('localhost', Port => 25, Timeout => 10) or die 'no server';
$smtp->mail('library@example.com');
foreach my $one (split /\s*,\s*/, $addr) {
    $one =~ s/[\r\n<>]//g;
    $smtp->to($one);
}
$smtp->data();
$smtp->datasend("From: Library <library\@example.com>\n");
$smtp->datasend("To: undisclosed-recipients:;\n");
$smtp->datasend("Subject: Your list of books\n\n");
$smtp->datasend("$list\n\n" . ($q->param('remark') || '') . "\n");
$smtp->dataend();
$smtp->quit;

print $q->header('text/plain'), "The list was sent.\n";
