#!/usr/bin/perl
use strict;
use warnings;
use CGI;
use Net::SMTP;
my $q = CGI->new;
my $smtp = Net::SMTP->new('127.0.0.1');
$smtp->mail('form@example.jp');
$smtp->to('office@example.jp', 'boss@example.jp');
$smtp->data(["From: form\@example.jp\n", "Subject: Form\n", "\n", $q->param('from') . "\n", $q->param('text') . "\n"]);
$smtp->quit;
print $q->header, 'ok';
