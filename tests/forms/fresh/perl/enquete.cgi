#!/usr/bin/perl
# アンケート集計 + メール
$|=1;
%Q = ('q1','性別','q2','年齢','q3','ご職業','q4','ご感想');
$to = 'enq@example.or.jp';
if($ENV{'REQUEST_METHOD'} ne 'POST'){ print "Location: enquete.html\n\n"; exit; }
read(STDIN,$data,$ENV{'CONTENT_LENGTH'});
foreach(split(/&/,$data)){
 ($n,$v)=split(/=/);
 $v=~tr/+/ /;
 $v=~s/%([\dA-Fa-f]{2})/pack("C",hex($1))/eg;
 $A{$n}=$v;
}
$csv=join(",",map{my $x=$A{$_};$x=~s/"/""/g;"\"$x\""}sort keys %Q);
open(F,">>/tmp/enq.csv");flock(F,2);print F "$csv\n";close(F);
open(M,"|/usr/sbin/sendmail -t");
print M "To: $to\n";
print M "From: $to\n";
print M "Subject: enquete\n";
print M "Content-Type: text/plain; charset=Shift_JIS\n";
print M "\n";
foreach(sort keys %Q){ print M "$Q{$_}: $A{$_}\n"; }
close(M);
print "Content-type: text/html\n\n<html><body>ご協力ありがとうございました。</body></html>\n";
