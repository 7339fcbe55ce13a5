#!/usr/bin/perl

require 'jcode.pl';
require 'mimew.pl';

$sendmail = '/usr/lib/sendmail -t';
$to       = 'master@kitchen-hana.example';
$title    = 'ホームページより';

if ($ENV{'REQUEST_METHOD'} eq "POST") { read(STDIN, $q, $ENV{'CONTENT_LENGTH'}); }
else { $q = $ENV{'QUERY_STRING'}; }

foreach $p (split(/&/, $q)) {
    ($n, $v) = split(/=/, $p);
    $v =~ tr/+/ /;
    $v =~ s/%([a-fA-F0-9][a-fA-F0-9])/pack("C", hex($1))/eg;
    &jcode'convert(*v, 'jis');
    $FORM{$n} = $v;
    push(@order, $n);
}

if (!$FORM{'email'}) {
    print "Content-type: text/html\n\n";
    print "<h1>メールアドレスがありません</h1>";
    exit;
}
&jcode'convert(*title, 'jis');
$title = &mimeencode($title);

open(OUT, "|$sendmail");
print OUT <<"END";
To: $to
From: $FORM{'email'}
Subject: $title
Content-Type: text/plain; charset=iso-2022-jp

END
foreach $n (@order) { print OUT "$n = $FORM{$n}\n"; }
close(OUT);
print "Location: thanks.html\n\n";
