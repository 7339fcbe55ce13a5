#!/usr/bin/perl
use strict;
use warnings;
use CGI;
my $q = CGI->new;
my $email = $q->param('email');
open(MAIL, '|/usr/sbin/sendmail -t') or die;
print MAIL <<'HEAD', "\n", "$email\n", $q->param('text');
To: office@example.jp
From: "$email" <form@example.jp>
Subject: Form
HEAD
close MAIL;
print $q->header, 'ok';
