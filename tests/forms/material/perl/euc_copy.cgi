#!/usr/bin/perl
require './jcode.pl';
$sendmail = '/usr/sbin/sendmail';
%in = &get_form;
$body = "お名前: $in{'name'}\n内容: $in{'naiyou'}\n";
&jcode'convert(*body, 'jis', 'euc');
&mailto('office@example.jp', $in{'mail'}, $body);
# 控えを本人にも送る
&mailto($in{'mail'}, 'office@example.jp', "控え\n" . $body);
print "Content-type: text/html; charset=EUC-JP\n\n送信しました。\n";
exit(0);

sub mailto {
    local ($rcpt, $from, $text) = @_;
    open(ML, "|$sendmail -t -oi") || return;
    print ML "To: $rcpt\n";
    print ML "From: $from\n";
    print ML "Subject: FORM\n\n";
    print ML $text;
    close(ML);
}

sub get_form {
    local ($query, %data, $k, $d);
    $query = $ENV{'QUERY_STRING'};
    foreach (split(/[&;]/, $query)) {
        ($k, $d) = split(/=/);
        $d =~ tr/+/ /;
        $d =~ s/%([0-9A-Fa-f][0-9A-Fa-f])/chr(hex($1))/eg;
        $data{$k} = $d;
    }
    return %data;
}
