#!/usr/bin/perl
# 参加申込（ＯＢ会）
use strict;
use CGI;
my $c = CGI->new;
my $namae = $c->param('namae');
my $email = $c->param('email');
my $nen   = $c->param('nen') || '';

# 一行目だけ使う
($email) = split /[\r\n]/, $email;
$email = '' if $email !~ /@/;
my ($y) = $nen =~ /(\d{4})/;
$y ||= '????';

open(my $m, "|/usr/sbin/sendmail -t") or die;
print $m "To: obkai\@example.jp\n";
print $m "Reply-To: $email\n" if $email;
print $m "From: web\@example.jp\nSubject: OB $y\n\n";
print $m "名前: $namae\n卒業: $nen\n";
close $m;
print $c->header(-charset => 'utf-8'), 'お待ちしています';
