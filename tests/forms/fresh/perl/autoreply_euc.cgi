#!/usr/bin/perl
# 予約フォーム with 自動返信 (EUC-JP)
require './jcode.pl';

$admin = 'yoyaku@example.ne.jp';
$sendmail = '/usr/sbin/sendmail';
@items = ('name:お名前', 'email:メール', 'date:ご希望日', 'people:人数', 'memo:備考');

&parse;
$err = '';
$err .= '<li>お名前を入力してください' if !$F{'name'};
$err .= '<li>メールアドレスが正しくありません' if $F{'email'} !~ /^[a-zA-Z0-9_\-\.]+\@[a-zA-Z0-9_\-\.]+$/;
&html('入力エラー', "<ul>$err</ul>") if $err;

$text = '';
foreach (@items) {
    my($k, $t) = split(/:/);
    $text .= "$t: $F{$k}\n";
}
# 管理者へ
&send($admin, $admin, '予約フォーム', "以下の予約がありました。\n\n$text");
# お客様へ
&send($F{'email'}, $admin, 'ご予約ありがとうございます', "$F{'name'} 様\n\n以下の内容で承りました。\n\n$text");
open(LOG, '>>/tmp/yoyaku.csv');
print LOG join(',', time, map { my $v = $F{$_}; $v =~ s/[,\n\r]/ /g; $v } qw(name email date people)), "\n";
close(LOG);
&html('完了', '予約を受け付けました。');

sub send {
    my($to, $from, $subject, $body) = @_;
    $subject = jcode::jis($subject, 'euc');
    $body = jcode::jis($body, 'euc');
    open(SM, "| $sendmail -t -oi -f$admin") or &html('エラー', 'sendmail');
    print SM "To: $to\nFrom: $from\nSubject: $subject\n";
    print SM "Content-Type: text/plain; charset=iso-2022-jp\n\n", $body;
    close SM;
}
sub parse {
    my $q;
    read(STDIN, $q, $ENV{CONTENT_LENGTH} || 0);
    for my $pair (split /[&;]/, $q) {
        my($k, $v) = map { tr/+/ /; s/%([0-9a-f]{2})/chr hex $1/gie; $_ } split /=/, $pair, 2;
        &jcode::convert(*v, 'euc') if 0;
        $F{$k} = $v;
    }
}
sub html {
    print "Content-Type: text/html; charset=EUC-JP\n\n<html><body><h2>$_[0]</h2>$_[1]</body></html>";
    exit;
}
