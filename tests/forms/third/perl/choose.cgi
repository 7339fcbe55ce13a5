#!/usr/bin/perl
# 部署を選んで送る。宛先は一覧と完全一致のものだけ。
use strict;
use CGI;

my @busho = ('eigyou@example.jp', 'kaihatsu@example.jp', 'jinji@example.jp');
my $q = CGI->new;
my $to = $q->param('to');
my ($from) = split /[\r\n,;]/, ($q->param('from') || '');

print $q->header(-type => 'text/plain', -charset => 'UTF-8');
unless (grep { $_ eq $to } @busho) {
    print "宛先が正しくありません\n";
    exit;
}
if (!$from) {
    print "メールアドレスを入力してください\n";
    exit;
}

open(my $m, "| /usr/sbin/sendmail -i $to") or die;
print $m <<MAIL;
To: $to
From: form\@example.jp
Reply-To: $from
Subject: form
Content-Type: text/plain; charset=UTF-8

@{[ $q->param('text') ]}
MAIL
close $m;
print "送信しました\n";
