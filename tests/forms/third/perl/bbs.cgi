#!/usr/bin/perl
# 一行掲示板  書き込みがあったら管理人へ通知
# ログは 1行1件  (番号<>日時<>名前<>メール<>本文)
$log   = './bbs.log';
$kanri = 'kanrinin@example.jp';
$max   = 50;

read(STDIN, $b, $ENV{'CONTENT_LENGTH'} || 0);
for (split(/&/, $b)) {
    my ($k, $v) = split(/=/);
    $v =~ tr/+/ /;
    $v =~ s/%([0-9a-f]{2})/pack("C",hex($1))/egi;
    $v =~ s/</&lt;/g; $v =~ s/>/&gt;/g;
    $in{$k} = $v;
}

open(IN, "+>>$log"); seek(IN, 0, 0); @old = <IN>; close(IN);

if ($in{'mode'} eq 'write' && $in{'text'} ne '') {
    foreach $k ('name', 'mail', 'text') { $in{$k} =~ s/\r\n|\r|\n/<br>/g; }
    my ($no) = split(/<>/, $old[0]);
    $no++;
    unshift(@old, join('<>', $no, time, $in{'name'}, $in{'mail'}, $in{'text'}) . "\n");
    splice(@old, $max) if @old > $max;
    open(OUT, ">$log"); print OUT @old; close(OUT);
    &tuuti;
}

print "Content-type: text/html; charset=UTF-8\n\n";
foreach (@old) {
    my ($no, $t, $n, $m, $c) = split(/<>/);
    print "<p>$no $n: $c</p>\n";
}

sub tuuti {
    open(LOG, $log);
    my $line = <LOG>;
    close(LOG);
    chomp($line);
    my ($no, $t, $name, $mail, $text) = split(/<>/, $line);
    open(M, "|/usr/sbin/sendmail -t");
    print M "To: $kanri\nFrom: $kanri\n";
    print M "Reply-To: $mail\n" if $mail;
    print M "Subject: bbs [$no]\n\n$name\n$text\n";
    close(M);
}
