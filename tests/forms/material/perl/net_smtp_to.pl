#!/usr/bin/perl
use strict;
use warnings;
use CGI;
use Net::SMTP;
my $q = CGI->new;
my $smtp = Net::SMTP->new('localhost', Timeout => 10) or die 'no relay';
$smtp->mail('form@example.jp');
$smtp->to($q->param('friend'));
$smtp->data;
$smtp->datasend("From: form\@example.jp\nSubject: A friend thinks of you\n\n");
$smtp->datasend("Have a look at www.example.jp.\n");
$smtp->dataend;
$smtp->quit;
print $q->header, 'ok';
