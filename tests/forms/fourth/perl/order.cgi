#!/usr/bin/perl
# 注文フォーム（お米）  注文者にも控えを送る
use strict;
use CGI;
my $q = CGI->new;
my %price = (kome5 => 2300, kome10 => 4400, genmai5 => 2200);
my %label = (kome5 => '白米 5kg', kome10 => '白米 10kg', genmai5 => '玄米 5kg');

sub stop { print $q->header(-type => 'text/html', -charset => 'utf-8'), "<p>$_[0]</p>"; exit }

my $email = $q->param('email') || '';
my $name  = $q->param('name') || '';
my $addr  = $q->param('addr') || '';
stop('メールアドレスをご確認ください') if $email !~ /\A[0-9A-Za-z._+-]+\@[0-9A-Za-z.-]+\z/;
stop('お名前とご住所をお願いします') if $name eq '' || $addr eq '';

my ($list, $sum) = ('', 0);
foreach my $id (sort keys %price) {
    my $n = int($q->param($id) || 0);
    next if $n <= 0;
    $list .= "$label{$id} x $n\n";
    $sum += $price{$id} * $n;
}
stop('ご注文がありません') unless $sum;

send_mail('kome@example.jp', "order", "$name\n$addr\n$email\n\n$list\n合計 $sum 円\n");
send_mail($email, "thank you", "ご注文ありがとうございました。\n\n$list\n合計 $sum 円\n\nお米の例\n");
stop('ご注文を承りました');

sub send_mail {
    my ($to, $subj, $text) = @_;
    open my $fh, '|-', '/usr/sbin/sendmail', '-t', '-f', 'kome@example.jp' or die;
    print $fh "To: $to\nFrom: kome\@example.jp\nSubject: $subj\nContent-Type: text/plain; charset=utf-8\n\n$text";
    close $fh;
}
