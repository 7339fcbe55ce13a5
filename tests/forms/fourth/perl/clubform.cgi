#!/usr/bin/perl
#┌─────────────────────────
#│ クラブ入会フォーム
#└─────────────────────────
$mailto   = 'club@example.jp';
$sendmail = '/usr/lib/sendmail';
$sendmail = '/usr/sbin/sendmail' if !-x $sendmail;

&decode;
if ($in{'name'} eq "") { &error("お名前が未入力です"); }
if ($in{'email'} !~ /^[\w\.\-\+]+\@[\w\.\-]+\.[a-zA-Z]{2,}$/) {
	&error("Ｅメールの入力内容が不正です");
}
&sendit;
print "Content-type: text/html\n\n<html><body>送信しました</body></html>";
exit;

#  メール送信
sub sendit {
	open(MAIL,"| $sendmail -t -i") || &error("送信失敗");
	print MAIL "To: $mailto\n";
	print MAIL "From: $in{'email'}\n";
	print MAIL "Subject: Nyuukai\n";
	print MAIL "MIME-Version: 1.0\n";
	print MAIL "Content-type: text/plain; charset=EUC-JP\n\n";
	print MAIL "名前：$in{'name'}\n";
	print MAIL "住所：$in{'addr'}\n";
	print MAIL "コメント：\n$in{'comment'}\n";
	close(MAIL);
}

#  デコード
sub decode {
	local($buf);
	read(STDIN, $buf, $ENV{'CONTENT_LENGTH'});
	foreach (split(/&/, $buf)) {
		local($key, $val) = split(/=/);
		$val =~ tr/+/ /;
		$val =~ s/%([a-fA-F0-9][a-fA-F0-9])/pack("C", hex($1))/eg;
		$in{$key} = $val;
	}
}

#  エラー処理
sub error {
	print "Content-type: text/html\n\n";
	print "<html><body><h3>ERROR !</h3>$_[0]</body></html>\n";
	exit;
}
