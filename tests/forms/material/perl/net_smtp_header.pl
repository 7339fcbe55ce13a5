#!/usr/bin/perl
use strict;
use warnings;
use CGI;
use Net::SMTP;
my $q = CGI->new;
my ($from, $text) = map { scalar $q->param($_) } qw(from text);
my $smtp = Net::SMTP->new('127.0.0.1');
$smtp->mail('form@example.jp');
$smtp->recipient('office@example.jp');
$smtp->data();
$smtp->datasend("To: office\@example.jp\n");
$smtp->datasend("Reply-To: $from\n");
$smtp->datasend("Subject: Form\n");
$smtp->datasend("\n");
$smtp->datasend($text);
$smtp->dataend();
$smtp->quit;
print $q->header, 'ok';
