#!/usr/bin/perl
use utf8;
use strict;
use warnings;
use CGI;
use Encode;

# お友達に紹介
my $cgi = CGI->new;
my %p = map { $_ => decode_utf8(scalar($cgi->param($_)) // '') } $cgi->param;
my @friends = grep { length } map { $p{"friend$_"} // '' } 1 .. 5;
my @error;
push @error, 'お名前を入力してください' unless length $p{name};
for my $f (@friends) {
    push @error, "$f は正しくありません" unless $f =~ /\A[!-~]+\@[!-~]+\z/;
}
push @error, 'お友達のアドレスを入力してください' unless @friends;
binmode STDOUT, ':utf8';
print "Content-Type: text/html; charset=utf-8\n\n";
if (@error) {
    print "<p>$_</p>" for @error;
    exit;
}
my $template = do { local $/; <DATA> };
$template =~ s/\[name\]/$p{name}/g;
$template =~ s/\[comment\]/$p{comment}/g;
for my $to (@friends) {
    open my $mail, '|-', '/usr/sbin/sendmail -t -f www@example.jp' or die;
    print $mail "To: $to\n";
    print $mail 'Subject: ', encode('MIME-Header-ISO_2022_JP', "$p{name}さんからのご紹介"), "\n";
    print $mail "Content-Type: text/plain; charset=utf-8\n";
    print $mail "From: www\@example.jp\n\n";
    print $mail encode_utf8($template);
    close $mail;
}
print '<p>お友達にお知らせしました。</p>';
__DATA__
[name]さんから、お店のご紹介がありました。

[comment]

http://www.example.jp/
