#!/usr/bin/perl
# ゲストブック + 管理人へ通知
use CGI;
$query = new CGI;
$logfile = '/tmp/guest.log';

$name = &esc($query->param('name'));
$url  = &esc($query->param('url'));
$msg  = &esc($query->param('msg'));

if ($query->param('action') eq 'write') {
    if ($name eq '' or $msg eq '') { print $query->header('text/html'), 'blank'; exit; }
    $line = join("\t", time, $name, $url, $msg);
    $line =~ s/\r?\n/<br>/g;
    open(LOG, ">>$logfile"); print LOG $line, "\n"; close(LOG);

    open(ML, "|/usr/sbin/sendmail -oi -t");
    print ML "To: master\@example.jp\nFrom: guestbook\@example.jp\n";
    print ML "Subject: [guestbook] $name\n\n";
    print ML "$name ($url)\n$msg\n";
    close(ML);
}
print $query->header('text/html; charset=utf-8');
print "<html><body>";
open(LOG, $logfile);
while (<LOG>) { chomp; @f = split /\t/; print "<p><b>$f[1]</b><br>$f[3]</p>\n"; }
print "</body></html>";

sub esc {
    my $s = shift;
    $s =~ s/&/&amp;/g; $s =~ s/</&lt;/g; $s =~ s/>/&gt;/g; $s =~ s/"/&quot;/g;
    $s =~ s/\t/ /g;
    return $s;
}
