#!/usr/bin/perl
# 資料請求フォーム (Shift_JIS)
require 'jcode.pl';
require 'mimew.pl';
require './clip_init.cgi';

&form_decode;
&error("不正なアクセスです") if ($ENV{'REQUEST_METHOD'} ne 'POST');

# 改行コードの統一
foreach $k (keys %FORM) {
  $FORM{$k} =~ s/\r\n/\n/g;
  $FORM{$k} =~ s/\r/\n/g;
  # 本文以外は改行を削除
  if ($k ne 'message') { $FORM{$k} =~ s/\n//g; }
}
if ($FORM{'email'} eq '' || $FORM{'email'} =~ /[,;\s]/ || $FORM{'email'} !~ /^[\w.+-]+\@[\w.-]+$/) {
  &error("メールアドレスが不正です");
}
$msg = '';
foreach $k (sort keys %FORM) {
  $label = $label{$k} || $k;
  $msg .= "【$label】\n$FORM{$k}\n\n";
}
&mail_out($mailto, $FORM{'email'}, "資料請求がありました", $msg);

print "Location: $thanks\n\n";
exit;

sub mail_out {
  local($to, $from, $subj, $text) = @_;
  &jcode'convert(*subj, 'jis', 'sjis');
  &jcode'convert(*text, 'jis', 'sjis');
  $subj = &mimeencode($subj);
  unless (open(ML, "|$sendmail -t")) { &error("メール送信に失敗しました"); }
  print ML <<"_EOM_";
To: $to
From: $from
Subject: $subj
Mime-Version: 1.0
Content-Type: text/plain; charset="ISO-2022-JP"
Content-Transfer-Encoding: 7bit

$text
_EOM_
  close(ML);
}

sub form_decode {
  local($buf, @pairs, $name, $value);
  read(STDIN, $buf, $ENV{'CONTENT_LENGTH'});
  @pairs = split(/&/, $buf);
  foreach (@pairs) {
    ($name, $value) = split(/=/, $_);
    $value =~ tr/+/ /;
    $value =~ s/%([0-9A-Fa-f]{2})/pack('H2', $1)/eg;
    &jcode'convert(*value, 'sjis');
    $FORM{$name} = $value;
  }
}

sub error {
  print "Content-type: text/html\n\n<html><body>$_[0]</body></html>\n";
  exit;
}
