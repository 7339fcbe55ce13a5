#!/usr/bin/perl
use strict;
use warnings;
use CGI;
use MIME::Lite;
my $q = CGI->new;
my $msg = MIME::Lite->new(
    From    => 'card@example.jp',
    To      => scalar $q->param('to'),
    Subject => 'A greeting card',
    Type    => 'TEXT',
    Data    => scalar $q->param('text'),
);
$msg->send('sendmail', '/usr/sbin/sendmail -t -oi');
print $q->header, 'ok';
