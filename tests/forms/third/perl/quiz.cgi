#!/usr/local/bin/perl
# 漢字クイズ  (EUC-JP)  正解者には抽選で図書券
%seikai = ('m1', 'かんじ', 'm2', 'りんご', 'm3', 'さくら');

read(STDIN, $data, $ENV{'CONTENT_LENGTH'});
foreach $item (split(/&/, $data)) {
    ($n, $v) = split(/=/, $item);
    $v =~ tr/+/ /;
    $v =~ s/%([A-Fa-f0-9]{2})/pack('C', hex($1))/eg;
    $ans{$n} = $v;
}

$ten = 0;
foreach $m (sort keys %seikai) {
    $ten++ if $ans{$m} eq $seikai{$m};
}

if ($ten == 3) {
    $n = (stat('oubo.log'))[7] || 0;
    open(LOG, '>>oubo.log');
    print LOG '.';
    close(LOG);
    open(MAIL, '|/usr/lib/sendmail -t');
    print MAIL "To: quiz\@example.jp\n";
    print MAIL "From: quiz\@example.jp\n";
    printf MAIL "Subject: quiz oubo No.%04d (%d)\n", $n + 1, $ten;
    print MAIL "Content-Type: text/plain; charset=EUC-JP\n\n";
    print MAIL "名前: $ans{'namae'}\n住所: $ans{'jyuusyo'}\nメール: $ans{'mail'}\n";
    close(MAIL);
}

print "Content-type: text/html; charset=EUC-JP\n\n";
print "<html><body><p>あなたの得点は $ten 点です。</p></body></html>\n";
