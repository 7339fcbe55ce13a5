#!/usr/bin/perl
use strict;
use warnings;
use CGI;
use Mail::Sendmail;
my $q = CGI->new;
my %mail = (
    To      => 'office@example.jp',
    From    => $q->param('email') || 'form@example.jp',
    Subject => 'Form',
    Message => $q->param('text') || '',
    smtp    => '127.0.0.1',
);
sendmail(%mail) or die $Mail::Sendmail::error;
print $q->header, 'ok';
