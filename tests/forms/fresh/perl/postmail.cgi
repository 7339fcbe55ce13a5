#!/usr/bin/perl

#┌─────────────────────────────────
#│ 簡易フォームメール v1.3
#└─────────────────────────────────
require './jcode.pl';
require './mimew.pl';

# 送信先
$mailto = 'webmaster@example.jp';
# sendmailのパス
$sendmail = '/usr/sbin/sendmail';
# 戻り先
$back = 'http://www.example.jp/';
# 必須項目
@need = ('name', 'email', 'comment');

&decode;
if ($in{'mode'} eq 'send') { &sendmail; }
&confirm;

#-------------------------------------------------
#  確認画面
#-------------------------------------------------
sub confirm {
	&check;
	&header;
	print "<form action=\"postmail.cgi\" method=\"post\">\n";
	print "<input type=\"hidden\" name=\"mode\" value=\"send\">\n";
	foreach (@key) {
		next if ($_ eq "mode");
		local($v) = $in{$_};
		$v =~ s/&/&amp;/g;
		$v =~ s/"/&quot;/g;
		$v =~ s/</&lt;/g;
		print "<b>$_</b> $v<br>\n";
		print "<input type=\"hidden\" name=\"$_\" value=\"$v\">\n";
	}
	print "<input type=\"submit\" value=\"送信する\"></form>\n</body></html>\n";
	exit;
}

#-------------------------------------------------
#  送信
#-------------------------------------------------
sub sendmail {
	&check;
	local($body, $date, @w);
	@w = ('Sun','Mon','Tue','Wed','Thu','Fri','Sat');
	($sec,$min,$hour,$mday,$mon,$year,$wday) = localtime(time);
	$date = sprintf("%04d/%02d/%02d(%s) %02d:%02d", $year+1900, $mon+1, $mday, $w[$wday], $hour, $min);

	$body = "送信日時：$date\n";
	foreach (@key) {
		next if ($_ eq "mode");
		$body .= "$_ = $in{$_}\n";
	}
	&jcode'convert(*body, 'jis', 'sjis');
	$subject = &mimeencode(&jcode'jis('お問い合わせ表示', 'sjis'));

	open(MAIL,"| $sendmail -t -i") || &error("送信失敗");
	print MAIL "To: $mailto\n";
	print MAIL "From: $in{'email'}\n";
	print MAIL "Subject: $subject\n";
	print MAIL "MIME-Version: 1.0\n";
	print MAIL "Content-type: text/plain; charset=ISO-2022-JP\n\n";
	print MAIL "$body\n";
	close(MAIL);

	&header;
	print "<p>送信しました。<a href=\"$back\">戻る</a></p></body></html>\n";
	exit;
}

#-------------------------------------------------
#  入力チェック
#-------------------------------------------------
sub check {
	foreach (@need) {
		if ($in{$_} eq "") { &error("$_ が未入力です"); }
	}
	if ($in{'email'} !~ /[\w\.\-]+\@[\w\.\-]+\.[a-zA-Z]{2,6}/) {
		&error("e-mailの入力が不正です");
	}
}

sub decode {
	local($buf);
	if ($ENV{'REQUEST_METHOD'} eq "POST") { read(STDIN, $buf, $ENV{'CONTENT_LENGTH'}); }
	else { $buf = $ENV{'QUERY_STRING'}; }
	foreach (split(/&/, $buf)) {
		local($key, $val) = split(/=/);
		$val =~ tr/+/ /;
		$val =~ s/%([a-fA-F0-9][a-fA-F0-9])/pack("C", hex($1))/eg;
		&jcode'convert(*val, 'sjis');
		$in{$key} .= "\0" if (defined($in{$key}));
		$in{$key} .= $val;
		push(@key, $key);
	}
}

sub header {
	print "Content-type: text/html\n\n";
	print "<html><head><meta http-equiv=\"content-type\" content=\"text/html; charset=Shift_JIS\"></head><body>\n";
}

sub error {
	&header;
	print "<h3>ERROR</h3>$_[0]</body></html>\n";
	exit;
}
