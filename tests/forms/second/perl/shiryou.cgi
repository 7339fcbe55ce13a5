#!/usr/bin/perl
use strict;
use warnings;
use utf8;
use CGI;
use Encode;

my $admin = 'shiryou@aozora-juku.example';
my $cgi = CGI->new;
my $email = decode_utf8($cgi->param('email') // '');
my $name = decode_utf8($cgi->param('name') // '');
my $memo = decode_utf8($cgi->param('memo') // '');

$name =~ s/[\r\n]+/ /g;
if ($email !~ /\A[A-Za-z0-9_.+-]+\@[A-Za-z0-9.-]+\z/) {
    print $cgi->header(-charset => 'UTF-8'), 'メールアドレスが不正です';
    exit;
}
my $text = "$name 様\n\n資料請求を受け付けました。\n\n【ご質問】\n$memo\n";
send_mail($admin, $email, '資料請求', $text);
send_mail($email, $admin, '【青空塾】資料請求ありがとうございます', $text);
print $cgi->redirect('/thanks.html');

sub send_mail {
    my ($to, $from, $subject, $body) = @_;
    open my $fh, '|-', '/usr/sbin/sendmail', '-t', '-i' or die $!;
    print $fh "To: $to\nFrom: $from\n";
    print $fh 'Subject: ', encode('MIME-Header-ISO_2022_JP', $subject), "\n";
    print $fh "Content-Type: text/plain; charset=ISO-2022-JP\n\n";
    print $fh encode('iso-2022-jp', $body);
    close $fh;
}
