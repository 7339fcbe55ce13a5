#!/usr/bin/perl
use strict;
use CGI;
use Net::SMTP;
use Encode qw(encode decode);

my $cgi = CGI->new;
my $to = 'info@example.jp';
my %in = map { $_ => decode('UTF-8', scalar $cgi->param($_) // '') } qw(name email title text);

sub mime { my $s = shift; return encode('MIME-Header', $s); }

if (grep { $in{$_} eq '' } qw(name email text)) {
    page('入力が足りません');
}
my $smtp = Net::SMTP->new('localhost', Timeout => 20) or page('ただいま送信できません');
$smtp->mail('www@example.jp');
$smtp->to($to);
$smtp->data();
$smtp->datasend("From: www\@example.jp\n");
$smtp->datasend("To: $to\n");
$smtp->datasend("Reply-To: $in{email}\n");
$smtp->datasend("Subject: " . mime($in{title}) . "\n");
$smtp->datasend("Content-Type: text/plain; charset=UTF-8\n\n");
$smtp->datasend(encode('UTF-8', "$in{name}\n\n$in{text}\n"));
$smtp->dataend();
$smtp->quit;
page('ありがとうございました');

sub page {
    print "Content-Type: text/html; charset=UTF-8\n\n<p>$_[0]</p>\n";
    exit;
}
