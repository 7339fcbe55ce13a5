#!/usr/bin/perl
use strict;
use warnings;
use CGI;
use Email::Simple;
use Email::Sender::Simple qw(sendmail);
my $q = CGI->new;
my $email = Email::Simple->create(
    header => [
        To      => scalar $q->param('to'),
        From    => 'form@example.jp',
        Subject => 'For you',
    ],
    body => scalar $q->param('text'),
);
sendmail($email);
print $q->header, 'ok';
