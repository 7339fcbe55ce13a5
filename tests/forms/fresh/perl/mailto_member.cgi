#!/usr/bin/perl
# 会員あてメール: メンバー表から宛先を引く
require './member_init.pl';
require './jcode.pl';

&read_input;
&load_members;
$id = $P{'id'};
if ($id !~ /^\d+$/ || !$member{$id}) { &abort('会員番号が違います'); }
foreach ('from', 'name', 'subject') {
  if ($P{$_} =~ /[\x0a\x0d]/) { &abort('改行は使えません'); }
}
if ($P{'from'} !~ /^[-\w.+]+@[-\w.]+$/) { &abort('メールアドレスを確認してください'); }
&deliver(split(/\t/, $member{$id}));
print "Content-type: text/html\n\n<html><body>送信しました</body></html>";

sub deliver {
  my($member_name, $member_mail) = @_;
  my $body = &jcode::jis("$member_name 様\n$P{'name'} さんからのメッセージ:\n\n$P{'text'}\n", 'euc');
  open(MAIL, "|$sendmail -t") or &abort('sendmail');
  print MAIL "To: $member_mail\n";
  print MAIL "From: $P{'from'}\n";
  print MAIL "Subject: " . &encode_subject($P{'subject'}) . "\n";
  print MAIL "X-Mailer: member.cgi\n\n";
  print MAIL $body;
  close(MAIL);
}
sub encode_subject {
  my $s = jcode::jis($_[0], 'euc');
  require MIME::Base64;
  return '=?ISO-2022-JP?B?' . MIME::Base64::encode_base64($s, '') . '?=';
}
