#!/usr/bin/perl
# 「友達に教える」 3人まで
use strict;
use warnings;
use CGI;

my $q = CGI->new;
print $q->header(-charset => 'UTF-8');

my $hitokoto = $q->param('hitokoto') // '';
my $sender   = $q->param('sender') // '';
$sender =~ s/[\r\n]//g;
my @to = grep { defined && /\A[\w.+-]+\@[\w.-]+\.\w+\z/ } map { scalar $q->param("tomo$_") } 1 .. 3;

if (!@to || $sender eq '') {
    print '<p>お友達のアドレスとあなたのお名前を入れてください。</p>';
    exit;
}

for my $to (@to) {
    open my $mail, '|-', qw(/usr/sbin/sendmail -t -i) or die "sendmail: $!";
    print $mail <<"END";
To: $to
From: osusume\@example.jp
Subject: Osusume
Content-Type: text/plain; charset=UTF-8

$sender さんからのおすすめです。
https://www.example.jp/

$hitokoto
END
    close $mail;
}
print '<p>送信しました。</p>';
