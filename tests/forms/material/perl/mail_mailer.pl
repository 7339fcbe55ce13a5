#!/usr/bin/perl
use strict;
use CGI;
use Mail::Mailer;
my $q = CGI->new;
my $mailer = Mail::Mailer->new('sendmail');
$mailer->open({ From => 'form@example.jp', To => $q->param('to'), Subject => 'A page for you' });
print $mailer $q->param('text');
$mailer->close;
print $q->header, 'ok';
