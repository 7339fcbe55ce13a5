#!/usr/bin/perl
use strict;
use CGI;
use Net::SMTP;

my $q = new CGI;
my $subject = $q->param('subject') || 'no subject';
my $comments = $q->param('comments');
my $who = $q->param('who');
my $rcpt = 'orders@saddle-shop.example';

if (length($comments) > 5000) {
    print $q->header(-status => '413 Too long');
    exit;
}

my $smtp = Net::SMTP->new('localhost', Timeout => 20);
$smtp->mail('www@saddle-shop.example');
$smtp->to($rcpt);
$smtp->data();
$smtp->datasend("To: $rcpt\n");
$smtp->datasend("From: Web Form <www\@saddle-shop.example>\n");
$smtp->datasend("Subject: $subject\n");
$smtp->datasend("\n");
$smtp->datasend("$who says:\n$comments\n");
$smtp->dataend();
$smtp->quit;
print $q->header, "<h3>Your comments have been sent.</h3>";
