#!/usr/bin/perl
use strict;
use warnings;
use CGI;
use MIME::Lite;
my $q = CGI->new;
my $msg = MIME::Lite->new(
    From    => 'form@example.jp',
    To      => 'office@example.jp',
    Subject => 'Application',
    Type    => 'multipart/mixed',
);
$msg->attach(Type => 'TEXT', Data => $q->param('name') . "\n" . $q->param('text'));
$msg->send;
print $q->header, 'ok';
