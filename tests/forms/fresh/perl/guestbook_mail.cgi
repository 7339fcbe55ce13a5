#!/usr/bin/perl
# ゲストブック 投稿をメールで通知
require './jcode.pl';
$logfile = '/tmp/gbook.log';
$max = 100;
$sendmail = '/usr/sbin/sendmail';
$mailto = 'owner@example.ne.jp';
$title = '掲示板';

&decode;
if ($in{'mode'} eq 'write') { &regist; }
&view;

sub regist {
	if (!$in{'name'}) { &error("名前がありません"); }
	if (!$in{'comment'}) { &error("コメントがありません"); }
	if ($in{'email'} && $in{'email'} !~ /^[\w\.\-]+\@[\w\.\-]+\.[\w]+$/) { &error("メールが不正"); }
	$host = $ENV{'REMOTE_HOST'} || $ENV{'REMOTE_ADDR'};
	if (open(IN, $logfile)) { @lines = <IN>; close(IN); }
	while (@lines >= $max) { pop(@lines); }
	unshift(@lines, join("<>", time, $in{'name'}, $in{'email'}, $in{'comment'}, $host) . "\n");
	open(OUT, ">$logfile") || &error("Write Error");
	print OUT @lines;
	close(OUT);
	&mail_to;
}
sub mail_to {
	$msub = "[$title] $in{'name'}";
	$msub =~ s/\n//g;
	&jcode'convert(*msub, 'jis');
	$mbody = "$in{'name'}\n$in{'comment'}\n$host\n";
	$mbody =~ s/<br>/\n/g;
	&jcode'convert(*mbody, 'jis');
	$email = $in{'email'} || 'nomail@example.ne.jp';
	if (open(MAIL, "| $sendmail -t")) {
		print MAIL "To: $mailto\n";
		print MAIL "From: $email\n";
		print MAIL "Subject: $msub\n";
		print MAIL "Content-type: text/plain; charset=ISO-2022-JP\n\n";
		print MAIL $mbody;
		close(MAIL);
	}
}
sub decode {
	if ($ENV{'REQUEST_METHOD'} eq "POST") { read(STDIN, $buf, $ENV{'CONTENT_LENGTH'}); }
	else { $buf = $ENV{'QUERY_STRING'}; }
	foreach $pair (split(/&/, $buf)) {
		($name, $value) = split(/=/, $pair);
		$value =~ tr/+/ /;
		$value =~ s/%([a-fA-F0-9][a-fA-F0-9])/pack("C", hex($1))/eg;
		$value =~ s/&/&amp;/g; $value =~ s/</&lt;/g; $value =~ s/>/&gt;/g;
		$value =~ s/\r\n/<br>/g;
		$value =~ s/\r/<br>/g;
		$value =~ s/\n/<br>/g;
		&jcode'convert(*value, 'sjis');
		$in{$name} = $value;
	}
}
sub view {
	print "Content-type: text/html\n\n<html><body><h1>$title</h1>\n";
	foreach (@lines) {
		($time, $name, $email, $com) = split(/<>/);
		print "<b>$name</b><p>$com</p><hr>\n";
	}
	print "</body></html>\n";
	exit;
}
sub error { print "Content-type: text/html\n\n<b>$_[0]</b>"; exit; }
