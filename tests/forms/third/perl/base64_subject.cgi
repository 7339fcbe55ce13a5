#!/usr/bin/perl
# 件名は必ず base64 にするので、改行が入っても一語になる
use strict;
use warnings;
use CGI;
use MIME::Base64;

my $cgi  = CGI->new;
my $name = $cgi->param('name') // '';
my $ken  = $cgi->param('ken') // '';
my $text = $cgi->param('text') // '';

sub b64 {
    my $word = encode_base64(shift, '');
    return "=?UTF-8?B?$word?=";
}

if (length($text) < 10) {
    print $cgi->header(-charset => 'UTF-8'), '本文を10文字以上でご記入ください。';
    exit;
}

my @header = (
    'To: goiken@example.jp',
    'From: ' . b64($name) . ' <goiken@example.jp>',
    'Subject: ' . b64($ken),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=UTF-8',
    'Content-Transfer-Encoding: base64',
);
open my $sm, '|-', '/usr/sbin/sendmail -t -oi' or die;
print $sm join("\n", @header), "\n\n", encode_base64($text);
close $sm;
print $cgi->header(-charset => 'UTF-8'), 'ご意見を承りました。';
