#!/usr/bin/perl
use strict;
use warnings;
use CGI;
use Email::Simple;
use Email::Sender::Simple qw(try_to_sendmail);
my $q = CGI->new;
my $email = Email::Simple->create(
    header => [ To => 'office@example.jp', From => 'form@example.jp', Subject => 'Form' ],
    body   => join("\n", map { "$_: " . $q->param($_) } $q->param) . "\n",
);
print $q->header, try_to_sendmail($email) ? 'ok' : 'failed';
