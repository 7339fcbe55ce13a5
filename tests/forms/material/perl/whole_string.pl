#!/usr/bin/perl
use strict;
use warnings;
use CGI;
my $cgi = CGI->new;
my $email = $cgi->param('email') // '';
$email =~ m/\A[^\s,<>@]+@[^\s,<>@]+\z/ or die "bad address\n";
my $text = $cgi->param('text') // '';
open(my $m, '|-', '/usr/sbin/sendmail', '-oi', '-t') or die;
print {$m} <<"MAIL";
To: office\@example.jp
From: $email
Subject: Form

$text
MAIL
close($m);
print $cgi->header, 'ok';
