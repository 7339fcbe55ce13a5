#!/usr/bin/perl
# 掲示板（投稿があったら管理者にメールで知らせる）
# 作者: やまだ  配布自由

$admin  = "kanri\@example.jp";
$mailer = "/usr/sbin/sendmail -t";

read(STDIN, $query_string, $ENV{'CONTENT_LENGTH'});
@a = split(/&/, $query_string);
foreach $x (@a) {
    ($n, $v) = split(/=/, $x);
    $v =~ tr/+/ /;
    $v =~ s/%([0-9a-fA-F][0-9a-fA-F])/pack("C", hex($1))/eg;
    $v =~ s/&/&amp;/g; $v =~ s/</&lt;/g; $v =~ s/>/&gt;/g;
    if ($n eq 'honbun') {
        $v =~ s/\r\n/<br>/g; $v =~ s/\r/<br>/g; $v =~ s/\n/<br>/g;
    } else {
        $v =~ s/\r//g; $v =~ s/\n//g;
    }
    $F{$n} = $v;
}

print "Content-type: text/html\n\n";
if ($F{'honbun'} eq '') { print "本文がありません"; exit; }
$F{'namae'} = '名無し' if $F{'namae'} eq '';
$sub = $F{'dai'} eq '' ? '(no title)' : $F{'dai'};

if (open(M, "|$mailer")) {
    print M "To: $admin\n";
    print M "From: bbs\@example.jp\n";
    print M "Reply-To: $F{'mail'}\n" if $F{'mail'};
    print M "Subject: BBS $sub\n\n";
    ($t = $F{'honbun'}) =~ s/<br>/\n/g;
    print M "$F{'namae'}\n$t\n";
    close(M);
}
print "<html><body>投稿ありがとうございました。</body></html>";
