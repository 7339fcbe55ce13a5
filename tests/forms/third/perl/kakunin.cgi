#!/usr/bin/perl
# 申込フォーム。エラーメールが申込者へ戻るように -f を付けている。
use strict;
use CGI;
use Encode;

my $cgi = CGI->new;
my %v;
for my $k (qw(mail simei kaisya)) {
    my $x = $cgi->param($k);
    $x = '' unless defined $x;
    $x =~ s/\x0D\x0A|\x0D|\x0A//g;
    $v{$k} = $x;
}

print "Content-Type: text/html; charset=UTF-8\n\n";
if ($v{mail} !~ /\@/ || $v{simei} eq '') {
    print '<p>入力内容に誤りがあります。</p>';
    exit;
}

my $subject = encode('MIME-Header', decode('UTF-8', "申込: $v{simei}"));
$subject =~ s/\n//g;
my $cmd = "/usr/sbin/sendmail -oi -f$v{mail} seminar\@example.jp";
open(my $fh, "| $cmd") or die;
print $fh "From: <$v{mail}>\nTo: seminar\@example.jp\nSubject: $subject\n";
print $fh "Content-Type: text/plain; charset=UTF-8\n\n";
print $fh "氏名: $v{simei}\n会社: $v{kaisya}\n";
close($fh);
print '<p>申込を受け付けました。</p>';
