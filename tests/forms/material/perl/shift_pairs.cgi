#!/usr/bin/perl
# key/value list with shift, allowed names in a hash
%allowed = map { $_ => 1 } qw(rcpt name comment);
$data = $ENV{'REQUEST_METHOD'} eq 'POST' ? join('', <STDIN>) : $ENV{'QUERY_STRING'};
@list = split(/[&=]/, $data);
while (@list) {
    $k = shift(@list);
    $v = shift(@list);
    $v =~ s/\+/ /g;
    $v =~ s/%(..)/pack('C', hex $1)/eg;
    next unless $allowed{$k};
    $F{$k} = $v;
}
$F{'name'} =~ s/[\r\n]//g;
exit unless $F{'rcpt'} =~ /^\S+\@\S+$/;
open(MAIL, "| /usr/lib/sendmail -t");
print MAIL <<"END";
To: $F{'rcpt'}
From: $F{'name'} <guestbook\@example.com>
Subject: A greeting card

$F{'comment'}
END
close(MAIL);
print "Location: /thanks.html\n\n";
