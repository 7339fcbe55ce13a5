#!/usr/bin/perl
require "cgi-lib.pl";
&ReadParse(*in);

$url = $in{'url'};
$to = $in{'to'};
$from = $in{'from'};
$page = "http://www.astro-verein.example/";

unless ($to =~ /\w+\@\w+/ && $from =~ /\w+\@\w+/) {
    print &PrintHeader;
    print "Adresse ung&uuml;ltig";
    exit(0);
}
if ($url !~ /^\Q$page\E/) {
    $url = $page;
}
open(MAIL, "|/usr/lib/sendmail -t") || die "sendmail";
print MAIL <<EOM;
To: $to
From: $from
Subject: Seitenempfehlung

Hallo,
diese Seite wurde Ihnen empfohlen: $url

$in{'gruss'}
EOM
close(MAIL);
print &PrintHeader;
print "Empfehlung wurde verschickt.";
