#!/usr/bin/perl
# 注文フォーム  店とお客様の両方に送る
use utf8;
use CGI;
use MIME::Base64;
use Encode qw(encode decode);

my $q = CGI->new;
my $shop = 'shop@example.jp';
my %in = map { my $v = $q->param($_); ($_ => decode('UTF-8', defined $v ? $v : '')) } $q->param;

my @errors;
push @errors, 'お名前' if $in{name} eq '';
push @errors, 'メールアドレス' unless $in{email} =~ /^[\w.+-]+\@[\w-]+(?:\.[\w-]+)+\z/a;
push @errors, '個数' unless $in{kazu} =~ /^\d+\z/a;

binmode STDOUT, ':utf8';
print $q->header(-charset => 'UTF-8');
if (@errors) {
    print '<p>', join('、', @errors), 'を確認してください。</p>';
    exit;
}

my $naiyou = "お名前: $in{name}\n個数: $in{kazu}\nご要望: $in{youbou}\n";
send_mail($shop, '注文', $naiyou);
send_mail($in{email}, 'ご注文の確認', "ご注文ありがとうございます。\n\n$naiyou\nサンプル商店\n");
print '<p>ありがとうございました。</p>';

sub send_mail {
    my ($to, $subject, $text) = @_;
    open(my $m, '|-', '/usr/sbin/sendmail', '-t', '-i') or die;
    print $m "To: $to\nFrom: $shop\n";
    print $m 'Subject: =?UTF-8?B?', encode_base64(encode('UTF-8', $subject), ''), "?=\n";
    print $m "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: base64\n\n";
    print $m encode_base64(encode('UTF-8', $text));
    close($m);
}
