#!/usr/bin/perl
# お問い合わせ (自動返信付き)  PHP版が来るまでのつなぎ
use strict;
use CGI;
use MIME::Base64 ();

my $q = CGI->new();
my ($mail, $text) = ($q->param('mail'), $q->param('text'));

sub mimed { '=?UTF-8?B?' . MIME::Base64::encode_base64($_[0], '') . '?=' }

sub okuru {
    my ($atesaki, $kenmei, $honbun) = @_;
    open(my $m, '|/usr/sbin/sendmail -t') or die;
    print $m 'To: ', $atesaki, "\n", 'From: info@example.jp', "\n", 'Subject: ', mimed($kenmei), "\n";
    print $m "Content-Type: text/plain; charset=UTF-8\n\n", $honbun;
    close $m;
}

$mail =~ s/[\r\n]//g;
if ($mail =~ /\S+\@\S+/ && $text ne '') {
    okuru('info@example.jp', 'お問い合わせ', "$mail\n\n$text\n");
    okuru($mail, 'お問い合わせありがとうございます', <<"EOT");
この度はお問い合わせいただきありがとうございます。

＞ $text

担当者よりご連絡いたします。
EOT
    print $q->redirect('/thanks.html');
} else {
    print $q->redirect('/error.html');
}
